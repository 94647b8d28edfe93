using Payments.Chaos.Processes;

namespace Payments.Chaos.Faults;

/// <summary>Another build, one process at a time, and back: as operators do it, and with silos that die midway.</summary>
internal static class UpgradeFaults
{
    // Of a front end that stops, a connection may close just when a request is sent on it.
    private const double UnknownMost = 0.001;

    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan ReadyMax = TimeSpan.FromMinutes(1);

    internal static readonly Fault[] All =
    [
        new("F29", "every silo and front end replaced by another build, and back, one at a time", UpgradeAsync),
        new("F29b", "silos replaced by another build, and back; kill -9 midway of one of either build, and of one that is handing over", KillMidwayAsync),
    ];

    private static async Task<Strike> UpgradeAsync(FaultScene scene)
    {
        if (scene.NextBuild is not var (silo, frontEnd))
        {
            return new Strike("no other build", false);
        }

        var from = await PlannedFaults.SettledAsync(scene);
        var nodes = scene.Cluster.Silos.Concat(scene.Cluster.FrontEnds).ToList();
        var current = nodes.ToDictionary(node => node, node => node.Process.Program.Command);
        var haveEnded = true;
        foreach (var node in nodes)
        {
            haveEnded &= await ReplaceAsync(scene, node, node.Clients is null ? silo : frontEnd);
        }

        foreach (var node in nodes)
        {
            haveEnded &= await ReplaceAsync(scene, node, current[node]);
        }

        return new Strike($"{nodes.Count} processes", true, from) { UnknownMost = UnknownMost, HasEnded = haveEnded };
    }

    /// <summary>No process may be short of time here to end in order: money is what counts, and requests may fail.</summary>
    private static async Task<Strike> KillMidwayAsync(FaultScene scene)
    {
        if (scene.NextBuild is not var (next, _))
        {
            return new Strike("no other build", false);
        }

        var silos = scene.Cluster.Silos.ToArray();
        scene.Random.Shuffle(silos);
        var (first, second, last, current) = (silos[0], silos[1], silos[2], silos[0].Process.Program.Command);
        var haveEnded = await ReplaceAsync(scene, first, next);
        // One of the old build, beside the first of the new one; then that one, beside the last of the old build.
        var kills = await KillAsync(scene, second, next) + await KillAsync(scene, first, next);
        // And the last one, in the middle of its leaving.
        var leaving = last.Process.StopAsync(StopMax);
        await scene.LastAsync(0.2 + scene.Random.NextDouble() * 0.5);
        kills += await KillAsync(scene, last, next);
        await leaving;
        foreach (var silo in silos)
        {
            haveEnded &= await ReplaceAsync(scene, silo, current);
        }

        return new Strike($"{silos.Length} silos, {kills} killed midway", kills == silos.Length) { HasEnded = haveEnded };
    }

    /// <summary>Returns 1 when the silo was still there to be killed.</summary>
    private static async Task<int> KillAsync(FaultScene scene, Node silo, string assembly)
    {
        var kills = silo.Process.IsRunning ? 1 : 0;
        await silo.Process.KillAsync();
        silo.Process.Program = silo.Process.Program with { Command = assembly };
        await SiloFaults.RestartAsync(scene, silo);
        return kills;
    }

    /// <summary>Returns whether it ended by itself, in time.</summary>
    private static async Task<bool> ReplaceAsync(FaultScene scene, Node node, string assembly)
    {
        node.IsDraining = true;
        // Requests that clients have sent already get their answers.
        await scene.LastAsync(0.5);
        var hasEnded = await node.Process.StopAsync(StopMax);
        node.Process.Program = node.Process.Program with { Command = assembly };
        node.Process.Start();
        await node.Process.SuperviseUntilReadyAsync(ReadyMax);
        node.IsDraining = false;
        return hasEnded;
    }
}
