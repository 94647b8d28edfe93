namespace Payments.Chaos.Faults;

/// <summary>Links that are cut, also exactly at COMMIT, that are slow, stalled or half closed, and a silo cut off from PostgreSQL.</summary>
internal static class LinkFaults
{
    internal static readonly Fault[] All =
    [
        new("F9", "connections to PostgreSQL reset at COMMIT, before and after the server got it", CutAtCommitAsync),
        new("F17", "one silo cannot reach PostgreSQL; its peers can", IsolateAsync),
        new("F26", "links delayed, stalled and half closed", SlowAsync),
    ];

    private static async Task<Strike> CutAtCommitAsync(FaultScene scene)
    {
        var node = await scene.BusySiloAsync();
        var before = node.Database.Fired;
        node.Database.Arm(CommitFault.CutBefore, CommitFault.CutAfter, CommitFault.SwallowAnswer, CommitFault.CutAfter, CommitFault.CutBefore);
        var fired = await scene.UntilAsync(() => node.Database.Fired >= before + 2, 30);
        node.Database.Disarm();
        return new Strike($"{node.Name} to PostgreSQL, {node.Database.Fired - before} times", fired);
    }

    private static async Task<Strike> IsolateAsync(FaultScene scene)
    {
        var node = await scene.BusySiloAsync();
        // One that has just got its accounts may not have opened a connection yet.
        await scene.UntilAsync(() => node.Database.Open > 0, 30);
        node.Database.IsUnreachable = true;
        var cut = node.Database.Cut();
        await scene.LastAsync(3 + scene.Random.NextDouble() * 3);
        node.Database.IsUnreachable = false;
        await node.Process.SuperviseUntilReadyAsync(TimeSpan.FromMinutes(1));
        return new Strike($"{node.Name} to PostgreSQL", cut > 0);
    }

    private static async Task<Strike> SlowAsync(FaultScene scene)
    {
        var (silo, frontEnd) = (scene.AnySilo(), scene.AnyFrontEnd());
        var passed = silo.Database.Passed;
        silo.Database.Delay = TimeSpan.FromMilliseconds(scene.Random.Next(5, 40));
        frontEnd.Clients!.Delay = TimeSpan.FromMilliseconds(scene.Random.Next(5, 100));
        await scene.LastAsync(2);
        silo.Database.Delay = TimeSpan.Zero;
        frontEnd.Clients.Delay = TimeSpan.Zero;
        silo.Database.Stall();
        await scene.LastAsync(1.5);
        silo.Database.Release();
        frontEnd.Clients.HalfClose();
        return new Strike($"{silo.Name} to PostgreSQL, clients to {frontEnd.Name}", silo.Database.Passed > passed);
    }
}
