using Payments.Chaos.Processes;

namespace Payments.Chaos.Faults;

/// <summary>More load than there is room for, and a rolling upgrade under load.</summary>
internal static class LoadFaults
{
    private const int ExtraWorkers = 48;
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan ReadyMax = TimeSpan.FromMinutes(1);

    internal static readonly Fault Overload = new("F30", "three times the clients and more, without pauses", OverloadAsync);

    internal static readonly Fault Upgrade = new("F29", "every silo and front end replaced by another build, and back, one at a time", UpgradeAsync);

    private static async Task<Strike> OverloadAsync(FaultScene scene)
    {
        using var end = new CancellationTokenSource();
        var before = scene.Load.Client.Recorder.Operations;
        var workers = scene.StartWorkers(ExtraWorkers, end.Token);
        await scene.LastAsync(5);
        await end.CancelAsync();
        await workers;
        return new Strike($"{ExtraWorkers} clients more", scene.Load.Client.Recorder.Operations > before);
    }

    private static async Task<Strike> UpgradeAsync(FaultScene scene)
    {
        if (scene.NextBuild is not var (silo, frontEnd))
        {
            return new Strike("no other build", false);
        }

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

        return new Strike($"{nodes.Count} processes", true);
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
