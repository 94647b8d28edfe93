using System.Text.Json;
using Payments.Chaos.Load;
using Payments.Chaos.Processes;

namespace Payments.Chaos.Faults;

/// <summary>What a fault may use.</summary>
/// <param name="Cluster">What it strikes.</param>
/// <param name="Load">What goes on meanwhile.</param>
/// <param name="Random">Chooses targets and times, from the run's seed.</param>
/// <param name="Clock">Drives the faults' durations.</param>
/// <param name="StartWorkers">Starts more clients without pauses, until the token ends.</param>
/// <param name="NewChoices">What one more client asks for.</param>
/// <param name="NextBuild">Assemblies of another build of silo and front end; null when there is none.</param>
/// <param name="Accounts">The run's accounts.</param>
internal sealed record FaultScene(
    ChaosCluster Cluster, LoadScene Load, Random Random, TimeProvider Clock, Func<int, CancellationToken, Task> StartWorkers,
    Func<Choices> NewChoices, (string Silo, string FrontEnd)? NextBuild, IReadOnlyList<string> Accounts)
{
    /// <summary>Microseconds of the run.</summary>
    internal long Now => Load.Client.Recorder.Clock.Now;

    internal Node AnySilo() => Cluster.Silos[Random.Next(Cluster.Silos.Count)];

    /// <summary>A silo on which accounts are active; any of them when nobody tells. A silo that was just started has none.</summary>
    internal async Task<Node> BusySiloAsync(Node? except = null)
    {
        var silos = Cluster.Silos.Where(silo => silo != except).ToArray();
        Random.Shuffle(silos);
        foreach (var silo in silos)
        {
            if ((await ActiveOnAsync(silo)).Count > 0)
            {
                return silo;
            }
        }

        return silos[0];
    }

    internal Node AnyFrontEnd() => Cluster.FrontEnds[Random.Next(Cluster.FrontEnds.Count)];

    /// <summary>The run's accounts whose grains are active on a silo now.</summary>
    internal async Task<IReadOnlyList<string>> ActiveOnAsync(Node silo) =>
        [.. (await PlacesAsync()).Where(place => place.Silo == silo.Name).Select(place => place.Account)];

    /// <summary>Where the run's accounts are active, and since when; of those that a front end could tell.</summary>
    internal async Task<IReadOnlyList<(string Account, string Silo, DateTimeOffset Since)>> PlacesAsync()
    {
        var asked = Accounts.Select(async account => (account, await Load.Client.AskAsync(AnyFrontEnd().Process.Port, $"/v1/ops/grains/{account}")));
        return [.. (await Task.WhenAll(asked)).Where(pair => pair.Item2 is not null).SelectMany(pair => Places(pair.account, pair.Item2!))];
    }

    /// <summary>Waits until the cluster's table says that a silo is dead; false when that does not come.</summary>
    internal Task<bool> IsDeclaredDeadAsync(Node silo, double secondsMax = 20)
    {
        const int Dead = 6;
        return UntilAsync(async () => await Cluster.Postgres.StatusOfAsync(silo.Name) == Dead, secondsMax);
    }

    /// <summary>Accounts that have become active on other silos than this one since then, of those that were active on it.</summary>
    internal async Task<int> TakenOverAsync(Node from, IReadOnlyList<string> accounts, DateTimeOffset since) =>
        (await PlacesAsync()).Count(place => place.Silo != from.Name && place.Since > since && accounts.Contains(place.Account));

    /// <summary>A fault's own request: a part of the load, and of the history.</summary>
    internal async Task<Completion> SendAsync(Node node, Invocation wanted)
    {
        var asked = wanted with { Process = Load.Client.Recorder.NewProcess() };
        var answer = await Load.Client.SendAsync(asked, node.Name, node.Clients!.Port);
        Load.Unresolved.Learn(asked, answer);
        return answer;
    }

    /// <summary>How long a fault lasts.</summary>
    internal Task LastAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), Clock);

    /// <summary>Waits for something that other processes do; false when it does not come.</summary>
    internal Task<bool> UntilAsync(Func<bool> condition, double secondsMax) => UntilAsync(() => Task.FromResult(condition()), secondsMax);

    /// <inheritdoc cref="UntilAsync(Func{bool}, double)"/>
    internal async Task<bool> UntilAsync(Func<Task<bool>> condition, double secondsMax)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(20), Clock);
        var started = Clock.GetTimestamp();
        while (!await condition())
        {
            if (Clock.GetElapsedTime(started).TotalSeconds > secondsMax)
            {
                return false;
            }

            await ticks.WaitForNextTickAsync();
        }

        return true;
    }

    private static List<(string Account, string Silo, DateTimeOffset Since)> Places(string account, string answer)
    {
        using var document = JsonDocument.Parse(answer);
        return [.. document.RootElement.GetProperty("places").EnumerateArray().Select(place =>
            (account, place.GetProperty("silo").GetString()!, place.GetProperty("since").GetDateTimeOffset()))];
    }
}

/// <summary>What became of a fault.</summary>
/// <param name="Target">What it struck.</param>
/// <param name="Fired">Whether it really happened.</param>
/// <param name="StruckAt">When it happened, microseconds of the run; 0 when that is when it began.</param>
/// <param name="HealedAt">When what it struck could work again, if that is earlier than when the fault was mended.</param>
internal sealed record Strike(string Target, bool Fired, long StruckAt = 0, long HealedAt = 0)
{
    /// <summary>Accounts that were active on a silo when it was killed, where the cluster told.</summary>
    internal IReadOnlyList<string>? Accounts { get; init; }

    /// <summary>What came of silos that could not reach each other.</summary>
    internal PartitionRecord? Partition { get; init; }

    /// <summary>For what clients are not to notice: the largest share of requests without a certain answer meanwhile.</summary>
    internal double? UnknownMost { get; init; }

    /// <summary>For what operators do on purpose: false when it was begun and did not come to its end, as when a process that was told to end had to be killed.</summary>
    internal bool HasEnded { get; init; } = true;

    /// <summary>Front ends that could not answer in time, because they or their clients' links stood still.</summary>
    internal IReadOnlyList<string>? StandingStill { get; init; }
}

/// <summary>A fault: strikes, lasts, and mends what it broke.</summary>
/// <param name="Number">Its number in the matrix of docs/testing.md, and a letter where the matrix has several ways to make it.</param>
/// <param name="Means">How it is made.</param>
/// <param name="StrikeAsync">Makes it; returns when what it struck is well again.</param>
internal sealed record Fault(string Number, string Means, Func<FaultScene, Task<Strike>> StrikeAsync)
{
    /// <summary>Whether somebody who asks for this number means it; F16 means all ways to make F16, F29 both of F29.</summary>
    internal bool IsMeantBy(string number) => Number == number || Number.TrimEnd('a', 'b', 'c', 'd', 'e', 'f') == number;
}
