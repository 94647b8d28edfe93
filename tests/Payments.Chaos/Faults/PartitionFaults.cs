using Payments.Chaos.Load;
using Payments.Chaos.Processes;

namespace Payments.Chaos.Faults;

/// <summary>
/// Silos that do not reach each other, while all of them reach PostgreSQL and front ends reach all of them: an account is
/// active on both sides, and the journal alone decides.
/// </summary>
internal static class PartitionFaults
{
    // A silo learns of its death from PostgreSQL; now and then so soon that no account has become active elsewhere before.
    private const int TriesMax = 3;

    // Most clients wait for accounts of the silo that is cut off: it takes others to ask both sides.
    private const int ExtraWorkers = 48;

    // Beside a connection that was just open, six seconds of silence come before the probes that count.
    private const double DeadMax = 20;

    private static readonly TimeSpan ReadyMax = TimeSpan.FromMinutes(1);

    internal static readonly Fault[] All =
    [
        new("F16b", "one silo and its peers cut off from each other, connections closed, until it is declared dead and longer", scene => IsolateAsync(scene, Cut)),
        new("F16c", "one silo and its peers do not hear each other, connections stay open, until it is declared dead and longer", scene => IsolateAsync(scene, Hold)),
        new("F16d", "what one silo says to another does not arrive; everything else does", DeafenAsync),
    ];

    private static void Cut(PeerNetwork links, string one, string other) => links.Cut(one, other);

    private static void Hold(PeerNetwork links, string one, string other)
    {
        links.Hold(one, other);
        links.Hold(other, one);
    }

    private static async Task<Strike> IsolateAsync(FaultScene scene, Action<PeerNetwork, string, string> part)
    {
        for (var tries = 1; ; tries++)
        {
            var strike = await IsolateOnceAsync(scene, part);
            if (strike.Fired || tries == TriesMax)
            {
                return strike;
            }
        }
    }

    private static async Task<Strike> IsolateOnceAsync(FaultScene scene, Action<PeerNetwork, string, string> part)
    {
        var node = await scene.BusySiloAsync();
        var accounts = await scene.ActiveOnAsync(node);
        var (at, cutAt) = (scene.Now, scene.Clock.GetUtcNow());
        foreach (var peer in scene.Cluster.Silos.Where(peer => peer != node))
        {
            part(scene.Cluster.Links, node.Name, peer.Name);
        }

        long? deadAt = await scene.IsDeclaredDeadAsync(node, DeadMax) ? scene.Now : null;
        var (executed, fenced, endedAt) = await LastCommandsAsync(scene, node, deadAt is null);
        var twice = (await scene.PlacesAsync()).Count(
            place => accounts.Contains(place.Account) && place.Silo != node.Name && place.Since > cutAt && place.Since < endedAt);
        if (!node.Process.IsRunning)
        {
            // Its supervisor starts it again, and it finds nobody.
            node.Process.Start();
        }

        await scene.LastAsync(2 + scene.Random.NextDouble() * 4);
        var (healedAt, answeredAt) = await HealAsync(scene);
        return new Strike($"{node.Name}, {twice} accounts active on both sides", twice > 0, at, healedAt)
        {
            Partition = new PartitionRecord(deadAt, twice, executed, fenced, answeredAt, Answered.Most.TotalSeconds),
        };
    }

    /// <summary>One direction of one link, neither silo hears an answer, one of them not even what it is asked.</summary>
    private static async Task<Strike> DeafenAsync(FaultScene scene)
    {
        var silos = scene.Cluster.Silos.ToArray();
        scene.Random.Shuffle(silos);
        var (links, at) = (scene.Cluster.Links, scene.Now);
        var before = links.HeldBack;
        links.Hold(silos[0].Name, silos[1].Name);
        await scene.LastAsync(4 + scene.Random.NextDouble() * 3);
        var held = links.HeldBack - before;
        var (healedAt, answeredAt) = await HealAsync(scene);
        return new Strike($"{silos[0].Name} to {silos[1].Name}", held > 0, at, healedAt)
        {
            Partition = new PartitionRecord(null, 0, 0, 0, answeredAt, Answered.Most.TotalSeconds),
        };
    }

    /// <summary>What a silo executes that is declared dead, until it learns that and ends; and when that is.</summary>
    private static async Task<(long Executed, long Fenced, DateTimeOffset EndedAt)> LastCommandsAsync(FaultScene scene, Node node, bool isAlive)
    {
        if (isAlive)
        {
            return (0, 0, DateTimeOffset.MinValue);
        }

        var first = await SiloCommands.OfAsync(node);
        var last = first;
        using var end = new CancellationTokenSource();
        var workers = scene.StartWorkers(ExtraWorkers, end.Token);
        await scene.UntilAsync(
            async () =>
            {
                last = await SiloCommands.OfAsync(node) ?? last;
                return !node.Process.IsRunning;
            },
            DeadMax);
        var endedAt = scene.Clock.GetUtcNow();
        await end.CancelAsync();
        await workers;
        return first is null ? (0, 0, endedAt) : (last!.Executed - first.Executed, last.Fenced - first.Fenced, endedAt);
    }

    /// <summary>Mends all links; returns when that was, and when every account had answered after it.</summary>
    internal static async Task<(long HealedAt, long? AnsweredAt)> HealAsync(FaultScene scene)
    {
        scene.Cluster.Links.Heal();
        var healedAt = scene.Now;
        var answered = Answered.ByAllAsync(scene);
        foreach (var node in scene.Cluster.Silos.ToArray())
        {
            await node.Process.SuperviseUntilReadyAsync(ReadyMax);
        }

        return (healedAt, await answered);
    }
}
