using Payments.Chaos.Processes;

namespace Payments.Chaos.Faults;

/// <summary>Silos and front ends that are killed, paused, joined and stopped.</summary>
internal static class SiloFaults
{
    private const double TakenOverMax = 20;

    private static readonly TimeSpan ReadyMax = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(40);

    internal static readonly Fault[] All =
    [
        new("F1", "silo kill -9 when its COMMIT comes by, before PostgreSQL gets it", scene => KillAtCommitAsync(scene, CommitFault.CutBefore)),
        new("F2", "silo kill -9 when PostgreSQL has answered its COMMIT, before the silo gets the answer", scene => KillAtCommitAsync(scene, CommitFault.CutAfter)),
        new("F15", "silo SIGSTOP until it is declared dead and others have its accounts, then SIGCONT", PauseAsync),
        new("F16a", "a silo joins and another one leaves under load on the same accounts", StampedeAsync),
        new("F18", "PostgreSQL down, then a silo kill -9, then PostgreSQL back", KillWithoutMembershipAsync),
        new("F19", "all silos kill -9, started again", KillAllAsync),
        new("F20", "front end kill -9 and its clients' connections cut in the middle of requests", KillFrontEndAsync),
    ];

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

    private static async Task<Strike> PauseAsync(FaultScene scene)
    {
        var node = await scene.BusySiloAsync();
        var accounts = await scene.ActiveOnAsync(node);
        var (at, pausedAt, taken) = (scene.Now, scene.Clock.GetUtcNow(), 0);
        await node.Process.PauseAsync();
        var isDead = await scene.IsDeclaredDeadAsync(node)
            && await scene.UntilAsync(async () => (taken = await scene.TakenOverAsync(node, accounts, pausedAt)) > 0, TakenOverMax);
        var isStopped = Signals.IsStopped(node.Process.Id);
        await scene.LastAsync(scene.Random.NextDouble() * 2);
        await node.Process.ContinueAsync();
        // It ends itself when it learns that it has been declared dead; then the supervisor's turn comes.
        await scene.LastAsync(2);
        await node.Process.SuperviseUntilReadyAsync(ReadyMax);
        return new Strike($"{node.Name}, dead while it stood still, {taken} of its {accounts.Count} accounts taken over", isDead && isStopped, at);
    }

    private static async Task<Strike> StampedeAsync(FaultScene scene)
    {
        var (joins, joinedAt) = (scene.Cluster.AddSilo(), scene.Clock.GetUtcNow());
        joins.Process.Start();
        await joins.Process.SuperviseUntilReadyAsync(ReadyMax);
        var came = 0;
        await scene.UntilAsync(async () => (came = (await scene.ActiveOnAsync(joins)).Count) > 0, TakenOverMax);
        var (leaves, leftAt) = (await scene.BusySiloAsync(except: joins), scene.Clock.GetUtcNow());
        var accounts = await scene.ActiveOnAsync(leaves);
        var hasLeft = await leaves.Process.StopAsync(StopMax);
        var went = 0;
        await scene.UntilAsync(async () => (went = await scene.TakenOverAsync(leaves, accounts, leftAt)) > 0, TakenOverMax);
        leaves.Process.Start();
        await leaves.Process.SuperviseUntilReadyAsync(ReadyMax);
        hasLeft &= await joins.Process.StopAsync(StopMax);
        await scene.Cluster.RemoveAsync(joins);
        return new Strike($"{joins.Name} got {came} accounts, {leaves.Name} gave {went} of {accounts.Count}", came > 0 && went > 0) { HasEnded = hasLeft };
    }

    private static async Task<Strike> KillWithoutMembershipAsync(FaultScene scene)
    {
        var node = await scene.BusySiloAsync();
        var accounts = await scene.ActiveOnAsync(node);
        await scene.Cluster.Postgres.StopAsync();
        await node.Process.KillAsync();
        var isDown = !await scene.Cluster.Postgres.IsReachedAsync();
        await scene.LastAsync(2);
        await scene.Cluster.Postgres.StartAgainAsync();
        // Nobody could say so before.
        var isDead = await scene.IsDeclaredDeadAsync(node);
        node.Process.Start();
        await node.Process.SuperviseUntilReadyAsync(ReadyMax);
        return new Strike($"PostgreSQL, {node.Name} with {accounts.Count} accounts", isDown && isDead && accounts.Count > 0);
    }

    private static async Task<Strike> KillAllAsync(FaultScene scene)
    {
        await Task.WhenAll(scene.Cluster.Silos.Select(node => node.Process.KillAsync()));
        var areGone = scene.Cluster.Silos.TrueForAll(node => !node.Process.IsRunning);
        scene.Cluster.Silos.ForEach(node => node.Process.Start());
        await scene.Cluster.WaitUntilReadyAsync();
        return new Strike("all silos", areGone);
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

    /// <summary>Starts a silo again that was killed, as a supervisor would, after a while.</summary>
    internal static async Task RestartAsync(FaultScene scene, Node node)
    {
        // Long enough for the others to notice by themselves, before its successor's arrival tells them.
        await scene.LastAsync(4 + scene.Random.NextDouble() * 2);
        node.Process.Start();
        await node.Process.SuperviseUntilReadyAsync(ReadyMax);
    }
}
