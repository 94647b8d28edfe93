using Payments.Chaos.Faults;

namespace Payments.Chaos.Load;

/// <summary>Asks every account for a transfer until it answers: a part of the load, and of the history.</summary>
internal static class Answered
{
    /// <summary>Within this time all of them have to.</summary>
    internal static readonly TimeSpan Most = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>When all accounts have answered, microseconds of the run; null when they have not within the time.</summary>
    internal static async Task<long?> ByAllAsync(FaultScene scene)
    {
        var run = Guid.NewGuid().ToString("N")[..8];
        var answers = await Task.WhenAll(scene.Accounts.Select((account, index) => AskAsync(scene, new Invocation
        {
            Op = 0,
            Process = 0,
            Kind = OperationKind.Transfer,
            Key = $"answered {run} {index}",
            Node = "",
            At = 0,
            Source = account,
            Destination = scene.Accounts[(index + 1) % scene.Accounts.Count],
            Amount = 1,
        })));
        return answers.All(isAnswered => isAnswered) ? scene.Now : null;
    }

    private static async Task<bool> AskAsync(FaultScene scene, Invocation wanted)
    {
        using var ticks = new PeriodicTimer(Pause, scene.Clock);
        var started = scene.Clock.GetTimestamp();
        for (var tries = 0; scene.Clock.GetElapsedTime(started) < Most; tries++, await ticks.WaitForNextTickAsync())
        {
            var node = scene.Cluster.FrontEnds[tries % scene.Cluster.FrontEnds.Count];
            var asked = wanted with { Process = scene.Load.Client.Recorder.NewProcess() };
            var answer = await scene.Load.Client.SendAsync(asked, node.Name, node.Clients!.Port);
            scene.Load.Known.Add(asked, answer);
            scene.Load.Unresolved.Learn(asked, answer);
            if (Unresolved.IsCertain(answer))
            {
                return true;
            }
        }

        return false;
    }
}
