using Payments.Chaos.Load;

namespace Payments.Chaos.Faults;

/// <summary>One front end and one silo that do not reach each other, while everybody else does.</summary>
internal static class GatewayFaults
{
    // Other silos lead to every account: clients are to see that it takes longer, and nothing else.
    private const double UnknownMost = 0.001;

    internal static readonly Fault[] All =
    [
        new("F16e", "one front end and one silo cut off from each other, connections closed, for longer than a request may take", scene => PartAsync(scene, Cut)),
        new("F16f", "one front end and one silo do not hear each other, connections stay open, for longer than a request may take", scene => PartAsync(scene, Hold)),
    ];

    private static void Cut(PeerNetwork links, string frontEnd, string silo) => links.Cut(frontEnd, silo);

    private static void Hold(PeerNetwork links, string frontEnd, string silo)
    {
        links.Hold(frontEnd, silo);
        links.Hold(silo, frontEnd);
    }

    private static async Task<Strike> PartAsync(FaultScene scene, Action<PeerNetwork, string, string> part)
    {
        var (frontEnd, silo) = (scene.AnyFrontEnd(), await scene.BusySiloAsync());
        var accounts = await scene.ActiveOnAsync(silo);
        var (links, at) = (scene.Cluster.Links, scene.Now);
        var before = links.TurnedAway + links.HeldBack;
        part(links, frontEnd.Name, silo.Name);
        await scene.LastAsync(12 + scene.Random.NextDouble() * 3);
        var stopped = links.TurnedAway + links.HeldBack - before;
        var (healedAt, answeredAt) = await PartitionFaults.HealAsync(scene);
        return new Strike($"{frontEnd.Name} and {silo.Name}, which had {accounts.Count} accounts", stopped > 0 && accounts.Count > 0, at, healedAt)
        {
            UnknownMost = UnknownMost,
            Partition = new PartitionRecord(null, 0, 0, 0, answeredAt, Answered.Most.TotalSeconds),
        };
    }
}
