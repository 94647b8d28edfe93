using Payments.Chaos.Processes;

namespace Payments.Chaos.Faults;

/// <summary>What operators do on purpose, under load: drain a silo, upgrade and take it back. No request may fail meanwhile.</summary>
internal static class PlannedFaults
{
    // Of a front end that stops, a connection may close just when a request is sent on it.
    private const double UnknownInUpgrade = 0.001;

    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan ReadyMax = TimeSpan.FromMinutes(1);

    internal static readonly Fault Drain = new("F33", "a silo drained by an operator's order, and started again", DrainAsync);

    internal static readonly Fault Upgrade = new("F29", "every silo and front end replaced by another build, and back, one at a time", UpgradeAsync);

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
        return new Strike(node.Name, hasEnded, from) { UnknownMost = 0 };
    }

    private static async Task<Strike> UpgradeAsync(FaultScene scene)
    {
        if (scene.NextBuild is not var (silo, frontEnd))
        {
            return new Strike("no other build", false);
        }

        var from = await SettledAsync(scene);
        var nodes = scene.Cluster.Silos.Concat(scene.Cluster.FrontEnds).ToList();
        var current = nodes.ToDictionary(node => node, node => node.Process.Program.Command);
        foreach (var node in nodes)
        {
            await ReplaceAsync(scene, node, node.Clients is null ? silo : frontEnd);
        }

        foreach (var node in nodes)
        {
            await ReplaceAsync(scene, node, current[node]);
        }

        return new Strike($"{nodes.Count} processes", true, from) { UnknownMost = UnknownInUpgrade };
    }

    /// <summary>Waits until nothing is left of the fault before, which is not this one's; returns the run's time.</summary>
    private static async Task<long> SettledAsync(FaultScene scene)
    {
        await scene.Cluster.WaitUntilReadyAsync();
        await scene.LastAsync(3);
        return scene.Load.Client.Recorder.Clock.Now;
    }

    private static async Task ReplaceAsync(FaultScene scene, Node node, string assembly)
    {
        node.IsDraining = true;
        // Requests that clients have sent already get their answers.
        await scene.LastAsync(0.5);
        await node.Process.StopAsync(StopMax);
        node.Process.Program = node.Process.Program with { Command = assembly };
        node.Process.Start();
        await node.Process.SuperviseUntilReadyAsync(ReadyMax);
        node.IsDraining = false;
    }
}
