using Payments.Chaos.Load;
using Payments.Chaos.Processes;

namespace Payments.Chaos.Faults;

/// <summary>The silo of an account dies between a hold on it and the hold's end.</summary>
internal static class SettleFaults
{
    private const int TriesMax = 3;
    private const double FirstEndsWithin = 0.01;

    internal static readonly Fault KillBetweenSteps = new(
        "F3", "silo kill -9 between holds on its accounts and their ends: half of the ends under way, half not sent yet", KillAsync);

    private static async Task<Strike> KillAsync(FaultScene scene)
    {
        for (var tries = 1; ; tries++)
        {
            var strike = await KillOnceAsync(scene);
            if (strike.Fired || tries == TriesMax)
            {
                return strike;
            }
        }
    }

    private static async Task<Strike> KillOnceAsync(FaultScene scene)
    {
        var node = await scene.BusySiloAsync();
        var accounts = await scene.ActiveOnAsync(node);
        var run = Guid.NewGuid().ToString("N")[..8];
        var held = (await Task.WhenAll(accounts.Select((account, index) => HoldAsync(scene, account, $"held {run} {index}"))))
            .OfType<string>().ToList();
        var there = await scene.ActiveOnAsync(node);
        var ends = held.Select((hold, index) => EndOf(hold, $"ended {run} {index}", isPost: index % 4 < 2)).ToList();
        var first = ends.Where((_, index) => index % 2 == 0).Select(end => scene.SendAsync(scene.AnyFrontEnd(), end)).ToList();
        await scene.LastAsync(scene.Random.NextDouble() * FirstEndsWithin);
        var at = scene.Now;
        node.Process.Kill();
        var underWay = first.Count(end => !end.IsCompleted);
        await node.Process.KillAsync();
        var later = ends.Where((_, index) => index % 2 == 1).Select(end => scene.SendAsync(scene.AnyFrontEnd(), end)).ToList();
        await Task.WhenAll([.. first, .. later]);
        await SiloFaults.RestartAsync(scene, node);
        return new Strike(
            $"{node.Name}, {held.Count} holds, {underWay} ends under way and {later.Count} not sent yet",
            underWay > 0 && later.Count > 0 && there.Count > 0, at) { Accounts = accounts };
    }

    /// <summary>The hold's transfer; null when there is no money for it.</summary>
    private static async Task<string?> HoldAsync(FaultScene scene, string account, string key)
    {
        var destination = scene.Accounts.First(other => other != account);
        var hold = new Invocation
        {
            Op = 0, Process = 0, Node = "", At = 0, Kind = OperationKind.Hold, Key = key, Source = account, Destination = destination, Amount = 2, ExpiresIn = 60,
        };
        var answer = await scene.SendAsync(scene.AnyFrontEnd(), hold);
        return answer.TransferStatus == "held" ? answer.Transfer : null;
    }

    private static Invocation EndOf(string hold, string key, bool isPost) => new()
    {
        Op = 0, Process = 0, Node = "", At = 0, Kind = isPost ? OperationKind.Post : OperationKind.Void, Key = key, Transfer = hold, Amount = isPost ? 1 : null,
    };
}
