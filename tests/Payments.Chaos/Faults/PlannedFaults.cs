namespace Payments.Chaos.Faults;

/// <summary>What operators do on purpose, under load. No request may fail meanwhile.</summary>
internal static class PlannedFaults
{
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan ReadyMax = TimeSpan.FromMinutes(1);

    internal static readonly Fault Drain = new("F33", "a silo drained by an operator's order, and started again", DrainAsync);

    private static async Task<Strike> DrainAsync(FaultScene scene)
    {
        var node = await scene.BusySiloAsync();
        var from = await SettledAsync(scene);
        var order = await scene.Load.Client.OperateAsync(HttpMethod.Post, scene.AnyFrontEnd().Process.Port, $"/v1/ops/silos/{node.Name}/drain");
        var hasEnded = order is not null && await scene.UntilAsync(() => !node.Process.IsRunning, StopMax.TotalSeconds);
        // Its accounts are elsewhere now; what that was like shows in the seconds after.
        await scene.LastAsync(2);
        await node.Process.SuperviseUntilReadyAsync(ReadyMax);
        await scene.LastAsync(1);
        return new Strike(node.Name, order is not null, from) { UnknownMost = 0, HasEnded = order is null || hasEnded };
    }

    /// <summary>Waits until nothing is left of the fault before, which is not this one's; returns the run's time.</summary>
    internal static async Task<long> SettledAsync(FaultScene scene)
    {
        await scene.Cluster.WaitUntilReadyAsync();
        await scene.LastAsync(3);
        return scene.Load.Client.Recorder.Clock.Now;
    }
}
