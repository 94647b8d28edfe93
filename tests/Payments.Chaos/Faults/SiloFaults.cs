using Payments.Chaos.Processes;

namespace Payments.Chaos.Faults;

/// <summary>Silos and front ends that are killed, paused, joined and stopped.</summary>
internal static class SiloFaults
{
    private static readonly TimeSpan ReadyMax = TimeSpan.FromMinutes(1);

    internal static readonly Fault[] All =
    [
        new("F1", "silo kill -9 when its COMMIT comes by, before PostgreSQL gets it", scene => KillAtCommitAsync(scene, CommitFault.CutBefore)),
        new("F2", "silo kill -9 when PostgreSQL has answered its COMMIT, before the silo gets the answer", scene => KillAtCommitAsync(scene, CommitFault.CutAfter)),
        new("F3", "silo kill -9 between the hold and the end of a two-phase transfer", KillBetweenStepsAsync),
        new("F15", "silo SIGSTOP for longer than it takes to be declared dead, then SIGCONT", PauseAsync),
        new("F16a", "a silo joins and another one leaves under load on the same accounts", StampedeAsync),
        new("F18", "PostgreSQL down, then a silo kill -9, then PostgreSQL back", KillWithoutMembershipAsync),
        new("F19", "all silos kill -9, started again", KillAllAsync),
        new("F20", "front end kill -9 and its clients' connections cut in the middle of requests", KillFrontEndAsync),
    ];

    /// <summary>Kills a silo now, and starts it again as a supervisor would, after a while.</summary>
    internal static async Task<Strike> KillAsync(FaultScene scene)
    {
        var node = await scene.BusySiloAsync();
        var accounts = await scene.ActiveOnAsync(node);
        var at = scene.Load.Client.Recorder.Clock.Now;
        await node.Process.KillAsync();
        await RestartAsync(scene, node);
        return new Strike(node.Name, true, at) { Accounts = accounts };
    }

    private static async Task<Strike> KillAtCommitAsync(FaultScene scene, CommitFault fault)
    {
        var node = await scene.BusySiloAsync();
        var (before, at) = (node.Database.Fired, 0L);
        var accounts = await scene.ActiveOnAsync(node);
        node.Database.AtCut = () =>
        {
            at = scene.Load.Client.Recorder.Clock.Now;
            node.Process.Kill();
        };
        node.Database.Arm(fault);
        var fired = await scene.UntilAsync(() => node.Database.Fired > before, 30);
        node.Database.Disarm();
        await node.Process.KillAsync();
        node.Database.AtCut = null;
        await RestartAsync(scene, node);
        return new Strike(node.Name, fired, at) { Accounts = accounts };
    }

    private static async Task<Strike> KillBetweenStepsAsync(FaultScene scene)
    {
        var held = scene.Load.Held.Next;
        var fired = await scene.UntilAsync(() => held.IsCompleted, 30);
        return await KillAsync(scene) with { Fired = fired };
    }

    private static async Task<Strike> PauseAsync(FaultScene scene)
    {
        var node = scene.AnySilo();
        await node.Process.PauseAsync();
        await scene.LastAsync(5 + scene.Random.NextDouble() * 4);
        await node.Process.ContinueAsync();
        // Declared dead meanwhile, it ends itself when it learns; then the supervisor's turn comes.
        await scene.LastAsync(2);
        await node.Process.SuperviseUntilReadyAsync(ReadyMax);
        return new Strike(node.Name, true);
    }

    private static async Task<Strike> StampedeAsync(FaultScene scene)
    {
        var joins = scene.Cluster.AddSilo();
        joins.Process.Start();
        await joins.Process.SuperviseUntilReadyAsync(ReadyMax);
        var leaves = scene.Cluster.Silos[scene.Random.Next(scene.Cluster.Silos.Count - 1)];
        await leaves.Process.StopAsync(TimeSpan.FromSeconds(40));
        leaves.Process.Start();
        await leaves.Process.SuperviseUntilReadyAsync(ReadyMax);
        await joins.Process.StopAsync(TimeSpan.FromSeconds(40));
        await scene.Cluster.RemoveAsync(joins);
        return new Strike($"{joins.Name}, {leaves.Name}", true);
    }

    private static async Task<Strike> KillWithoutMembershipAsync(FaultScene scene)
    {
        var node = scene.AnySilo();
        await scene.Cluster.Postgres.StopAsync();
        await node.Process.KillAsync();
        await scene.LastAsync(2);
        await scene.Cluster.Postgres.StartAgainAsync();
        await RestartAsync(scene, node);
        return new Strike($"PostgreSQL, {node.Name}", true);
    }

    private static async Task<Strike> KillAllAsync(FaultScene scene)
    {
        await Task.WhenAll(scene.Cluster.Silos.Select(node => node.Process.KillAsync()));
        scene.Cluster.Silos.ForEach(node => node.Process.Start());
        await scene.Cluster.WaitUntilReadyAsync();
        return new Strike("all silos", true);
    }

    private static async Task<Strike> KillFrontEndAsync(FaultScene scene)
    {
        var node = scene.AnyFrontEnd();
        var open = node.Clients!.Cut();
        await scene.LastAsync(0.5);
        await node.Process.KillAsync();
        await scene.LastAsync(1);
        node.Process.Start();
        await node.Process.SuperviseUntilReadyAsync(ReadyMax);
        return new Strike(node.Name, open > 0);
    }

    private static async Task RestartAsync(FaultScene scene, Node node)
    {
        // Long enough for the others to notice by themselves, before its successor's arrival tells them.
        await scene.LastAsync(4 + scene.Random.NextDouble() * 2);
        node.Process.Start();
        await node.Process.SuperviseUntilReadyAsync(ReadyMax);
    }
}
