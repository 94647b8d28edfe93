namespace Payments.Chaos.Faults;

/// <summary>PostgreSQL killed, whole and in part, and restarted.</summary>
internal static class PostgresFaults
{
    private const int Restarts = 5;

    internal static readonly Fault[] All =
    [
        new("F4", "kill -9 of the postmaster and all its children, started again", KillServerAsync),
        new("F5", "kill -9 of one writer's backend: PostgreSQL ends all sessions and recovers", KillBackendAsync),
        new("F6", "five fast restarts in a row: every pooled connection is stale each time", RestartAsync),
    ];

    private static async Task<Strike> KillServerAsync(FaultScene scene)
    {
        var before = await StartedAtAsync(scene);
        await scene.Cluster.Postgres.KillAsync();
        await scene.LastAsync(0.5);
        await scene.Cluster.Postgres.StartAgainAsync();
        var after = await StartedAtAsync(scene);
        return await RecoveredAsync(scene, "PostgreSQL") with { Fired = !Equals(after, before) };
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
        var stale = 0;
        for (var restarts = 0; restarts < Restarts; restarts++)
        {
            // Pools have to be filled again, to be stale again.
            var isFilled = await scene.UntilAsync(() => scene.Cluster.Silos.TrueForAll(silo => silo.Database.Open > 0), 10);
            var before = await StartedAtAsync(scene);
            await scene.Cluster.Postgres.StopAsync();
            await scene.Cluster.Postgres.StartAgainAsync();
            stale += isFilled && !Equals(await StartedAtAsync(scene), before) ? 1 : 0;
            await scene.LastAsync(0.5);
        }

        return await RecoveredAsync(scene, $"PostgreSQL, {stale} times") with { Fired = stale == Restarts };
    }

    private static Task<object?> StartedAtAsync(FaultScene scene) =>
        scene.Cluster.Postgres.AskUntilAnsweredAsync("SELECT pg_postmaster_start_time()::text", TimeSpan.FromMinutes(1));

    private static async Task<Strike> RecoveredAsync(FaultScene scene, string target)
    {
        await scene.Cluster.Postgres.AskUntilAnsweredAsync("SELECT 1", TimeSpan.FromMinutes(1));
        var recovered = scene.Load.Client.Recorder.Clock.Now;
        await scene.LastAsync(4);
        await scene.Cluster.WaitUntilReadyAsync();
        return new Strike(target, true, 0, recovered);
    }
}
