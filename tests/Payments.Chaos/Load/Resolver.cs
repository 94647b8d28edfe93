using System.Diagnostics;
using Payments.Chaos.Processes;

namespace Payments.Chaos.Load;

/// <summary>After the faults: sends every request again whose outcome nobody learned, with its key, until it is certain.</summary>
internal static class Resolver
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Returns how many were open, and how long it took.</summary>
    internal static async Task<(int Count, TimeSpan Took)> RunAsync(LoadScene scene)
    {
        var started = Stopwatch.GetTimestamp();
        var open = scene.Unresolved.Open;
        await Parallel.ForEachAsync(open, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (invoke, _) =>
            await ResolveAsync(scene, invoke));
        return (open.Count, Stopwatch.GetElapsedTime(started));
    }

    private static async Task ResolveAsync(LoadScene scene, Invocation invoke)
    {
        // Of its own: a long run leaves thousands, which have to wait for each other.
        var started = Stopwatch.GetTimestamp();
        using var ticks = new PeriodicTimer(Pause, TimeProvider.System);
        do
        {
            var node = scene.FrontEnds[Random.Shared.Next(scene.FrontEnds.Count)];
            var again = invoke with { Phase = Phase.Resolve, Process = scene.Client.Recorder.NewProcess() };
            var answer = await scene.Client.SendAsync(again, node.Name, node.Clients!.Port);
            scene.Unresolved.Learn(again, answer);
            if (Unresolved.IsCertain(answer))
            {
                return;
            }
        }
        while (Stopwatch.GetElapsedTime(started) < Longest && await ticks.WaitForNextTickAsync());
    }
}
