using Payments.Benchmarks.Load;
using Payments.Benchmarks.Machine;
using Payments.Benchmarks.Report;

namespace Payments.Benchmarks;

/// <summary>A server that takes <c>POST /v1/transfers</c>: the product, a peer or a limit.</summary>
/// <param name="Accounts">Ordinary accounts, then the hot one.</param>
/// <param name="Postmaster">The PostgreSQL server to charge, when it is on this machine.</param>
internal sealed record HttpContestant(
    string Name, ServerProcess Server, string Token, IReadOnlyList<string> Accounts, int? Postmaster)
{
    private const int OpenLoopConnections = 256;
    private static readonly int[] ClosedLoopConnections = [64, 256];

    /// <summary>The silos behind it, when <see cref="Server"/> is a front end; else it is silo and front end in one.</summary>
    public IReadOnlyList<ServerProcess> Silos { get; init; } = [];

    /// <summary>Further front ends of the same system.</summary>
    public IReadOnlyList<ServerProcess> MoreFrontEnds { get; init; } = [];

    /// <summary>How many connections suit this server best; found by warming up.</summary>
    public int Connections { get; private set; } = ClosedLoopConnections[0];

    /// <summary>
    /// Touches every account, then runs until throughput no longer grows: caches are filled and hot code is compiled.
    /// </summary>
    public async Task WarmUpAsync(TimeSpan duration)
    {
        Run(new LoadPlan(
            Server.Address, Token, Accounts, Traffic.EachOnce, TimeSpan.FromMinutes(2), CountMax: Accounts.Count));
        Connections = ClosedLoopConnections[^1];
        await Warmth.UntilSteadyAsync(
            Ids([Server, .. Silos, .. MoreFrontEnds]),
            () => Task.FromResult(Run(Traffic.Uniform, duration, rate: null).PerSecond));
        // In turns, each with its best: a disturbance must not decide.
        var best = (Count: Connections, PerSecond: 0.0);
        foreach (var count in ClosedLoopConnections.Concat(ClosedLoopConnections))
        {
            Connections = count;
            var perSecond = Run(Traffic.Uniform, duration / 2, rate: null).PerSecond;
            best = perSecond > best.PerSecond ? (count, perSecond) : best;
        }

        Connections = best.Count;
    }

    /// <summary>
    /// Peak throughput when <paramref name="rate"/> is null, else latency at that many requests per second.
    /// </summary>
    public Sample Measure(Traffic traffic, TimeSpan duration, double? rate = null)
    {
        var meter = Silos.Count == 0
            ? CpuMeter.Start([Server.Id], [], Postmaster)
            : CpuMeter.Start(Ids(Silos), Ids([Server, .. MoreFrontEnds]), Postmaster);
        var result = Run(traffic, duration, rate);
        var used = meter.Stop();
        return Sample.Of(result.PerSecond, result.Statuses.Total, result.Elapsed, used) with
        {
            Invalid = result.Statuses.IsValid ? null : result.Statuses.ToString(),
            P50 = result.Latency.Milliseconds(0.5),
            P99 = result.Latency.Milliseconds(0.99),
            P999 = result.Latency.Milliseconds(0.999),
        };
    }

    private LoadResult Run(Traffic traffic, TimeSpan duration, double? rate)
    {
        var connections = rate is null ? Connections : OpenLoopConnections;
        return Run(new LoadPlan(Server.Address, Token, Accounts, traffic, duration, connections, rate));
    }

    /// <summary>Whatever goes wrong is told at once, with what the server said last; also while warming up.</summary>
    private LoadResult Run(LoadPlan plan)
    {
        var result = LoadGenerator.Run(plan with { MoreTargets = [.. MoreFrontEnds.Select(server => server.Address)] });
        if (!result.Statuses.IsValid)
        {
            Console.Error.WriteLine($"{Name}, {plan.Traffic}: {result.Statuses}");
            Console.Error.WriteLine($"{Name} wrote last:\n{Server.Output}");
        }

        return result;
    }

    private static int[] Ids(IEnumerable<ServerProcess> servers) => [.. servers.Select(server => server.Id)];
}
