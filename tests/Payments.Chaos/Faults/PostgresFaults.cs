namespace Payments.Chaos.Faults;

/// <summary>PostgreSQL killed, whole and in part, restarted, and held up in the middle of a COMMIT.</summary>
internal static class PostgresFaults
{
    internal static readonly Fault[] All =
    [
        new("F4", "kill -9 of the postmaster and all its children, started again", KillServerAsync),
        new("F5", "kill -9 of one writer's backend: PostgreSQL ends all sessions and recovers", KillBackendAsync),
        new("F6", "fast restart: every pooled connection is stale", RestartAsync),
        new("F10", "backends SIGSTOP, their COMMITs' clients cut off, then SIGCONT: they commit afterwards", AbandonAsync),
    ];

    private static async Task<Strike> KillServerAsync(FaultScene scene)
    {
        await scene.Cluster.Postgres.KillAsync();
        await scene.LastAsync(0.5);
        await scene.Cluster.Postgres.StartAgainAsync();
        return await RecoveredAsync(scene, "PostgreSQL");
    }

    private static async Task<Strike> KillBackendAsync(FaultScene scene)
    {
        for (var tries = 0; tries < 30; tries++)
        {
            if (await scene.Cluster.Postgres.WriterBackendAsync() is { } pid && await Signals.SendAsync(pid, "KILL"))
            {
                return await RecoveredAsync(scene, $"backend {pid}");
            }

            await scene.LastAsync(1);
        }

        return new Strike("no backend", false);
    }

    private static async Task<Strike> RestartAsync(FaultScene scene)
    {
        await scene.Cluster.Postgres.StopAsync();
        await scene.Cluster.Postgres.StartAgainAsync();
        return await RecoveredAsync(scene, "PostgreSQL");
    }

    private static async Task<Strike> AbandonAsync(FaultScene scene)
    {
        var fired = scene.Cluster.Silos.Sum(node => node.Database.Fired);
        var pids = new HashSet<int>();
        for (var tries = 0; tries < 4; tries++)
        {
            if (await scene.Cluster.Postgres.WriterBackendAsync() is { } pid)
            {
                pids.Add(pid);
            }
        }

        scene.Cluster.Silos.ForEach(node => node.Database.Arm(CommitFault.Abandon));
        foreach (var pid in pids)
        {
            await Signals.SendAsync(pid, "STOP");
        }

        await scene.LastAsync(3);
        foreach (var pid in pids)
        {
            await Signals.SendAsync(pid, "CONT");
        }

        var happened = await scene.UntilAsync(() => scene.Cluster.Silos.Sum(node => node.Database.Fired) > fired, 5);
        scene.Cluster.Silos.ForEach(node => node.Database.Disarm());
        return new Strike($"backends {string.Join(", ", pids)}", happened && pids.Count > 0);
    }

    private static async Task<Strike> RecoveredAsync(FaultScene scene, string target)
    {
        await scene.Cluster.Postgres.AskUntilAnsweredAsync("SELECT 1", TimeSpan.FromMinutes(1));
        var recovered = scene.Load.Client.Recorder.Clock.Now;
        await scene.LastAsync(4);
        await scene.Cluster.WaitUntilReadyAsync();
        return new Strike(target, true, 0, recovered);
    }
}
