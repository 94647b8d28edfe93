using Payments.Chaos.Processes;

namespace Payments.Chaos.Load;

/// <summary>What all workers of a run share.</summary>
internal sealed record LoadScene(
    ChaosClient Client, IReadOnlyList<Node> FrontEnds, KnownTransfers Known, Unresolved Unresolved);

/// <summary>A client that sends one request after the other, and now and then the same key twice.</summary>
internal sealed class Worker(LoadScene scene, Choices choices, TimeSpan pause, TimeProvider clock)
{
    private const int DropsInHundred = 3;
    private const int RetriesInHundred = 90;
    private static readonly TimeSpan PauseOfTheUnserved = TimeSpan.FromMilliseconds(250);
    private int _process = scene.Client.Recorder.NewProcess();

    internal async Task RunAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var invoke = choices.Next(_process);
            var twin = invoke.Key is null ? Twin.None : choices.Sending.Next(100) switch { < 5 => Twin.Same, < 10 => Twin.OtherBody, _ => Twin.None };
            var sent = SendAsync(invoke);
            if (twin != Twin.None)
            {
                await SendAsync(Of(twin, invoke) with { Process = scene.Client.Recorder.NewProcess() });
            }

            var answer = await sent;
            if (answer.Outcome == Outcome.Info)
            {
                _process = scene.Client.Recorder.NewProcess();
                await AskAgainAsync(invoke);
            }

            // Whoever was not served comes back a little later: else most of a run would be requests that fail at once.
            var longest = (IsServed(answer) ? pause : PauseOfTheUnserved) * 2;
            if (longest > TimeSpan.Zero)
            {
                await Task.Delay(longest * choices.Sending.NextDouble(), clock, CancellationToken.None);
            }
        }
    }

    private static bool IsServed(Completion answer) => answer.Status is > 0 and < 500 || answer.Code == ChaosClient.Left;

    /// <summary>As clients do that do not know: the same request again, once. What stays unknown is asked after the faults.</summary>
    private async Task AskAgainAsync(Invocation invoke)
    {
        if (invoke.Key is not null && choices.Sending.Next(100) < RetriesInHundred
            && (await SendAsync(invoke with { Process = _process })).Outcome == Outcome.Info)
        {
            _process = scene.Client.Recorder.NewProcess();
        }
    }

    private enum Twin
    {
        None,
        Same,
        OtherBody,
    }

    private static Invocation Of(Twin twin, Invocation invoke) => twin == Twin.Same || invoke.Kind is OperationKind.Void or OperationKind.Reverse or OperationKind.Batch
        ? invoke
        : invoke with { Amount = (invoke.Amount ?? 0) == 1 ? 2 : 1 };

    private async Task<Completion> SendAsync(Invocation invoke)
    {
        // As a load balancer does: front ends that are being stopped get nothing new.
        var open = scene.FrontEnds.Where(node => !node.IsDraining).ToList();
        var node = open[choices.Sending.Next(open.Count)];
        // Some clients do not wait for their answers.
        using var drop = new CancellationTokenSource();
        if (choices.Sending.Next(100) < DropsInHundred)
        {
            drop.CancelAfter(choices.Sending.Next(1, 20));
        }

        var answer = await scene.Client.SendAsync(invoke, node.Name, node.Clients!.Port, drop.Token);
        scene.Known.Add(invoke, answer);
        scene.Unresolved.Learn(invoke, answer);
        return answer;
    }
}
