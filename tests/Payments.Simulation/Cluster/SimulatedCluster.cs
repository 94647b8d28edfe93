using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Payments.Grains.Operations;
using Payments.Grains.Transfers;
using Payments.Journal.Writing;
using Payments.Simulation.Database;
using Payments.Simulation.Planted;
using Payments.SimulatedSilo.Simulation;

namespace Payments.Simulation.Cluster;

/// <summary>Silos as the product runs them (grains, journal writer, sweepers) over one simulated database.</summary>
internal sealed class SimulatedCluster
{
    private const int SiloCount = 3;

    /// <summary>How often each silo looks for what is overdue.</summary>
    public static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(3);

    private static readonly JournalMetrics Metrics = new(new Meters());

    private readonly PlantedBug _bug;
    private readonly JournalWriterOptions _options;
    private readonly int _accountsMax;

    public SimulatedCluster(ulong seed, PlantedBug bug)
    {
        _bug = bug;
        World = new SimulationWorld(seed, new SimulationOptions { GrainAssemblies = { typeof(HoldSweeper).Assembly } });
        Database = new SimulatedJournalDatabase(World, bug);
        var options = Options();
        _options = bug.Writer ?? options;
        _accountsMax = World.Random.Chance(0.5) ? 1_000 : World.Random.Next(5);
        for (var number = 1; number <= SiloCount; number++)
            World.AddSilo($"silo{number}", Configure, Start).ClockOffset = ClockOffset();
    }

    public SimulationWorld World { get; }

    public SimulatedJournalDatabase Database { get; }

    /// <summary>Whether anything of the cluster lies still.</summary>
    public bool IsWhole => Database.IsUp && World.Silos.All(silo => silo.IsUp);

    private void Configure(IServiceCollection services)
    {
        services.AddSingleton(provider => new JournalWriter(
            _bug.Around(new SimulatedStore(Database, World, provider.GetRequiredService<VirtualSilo>(), _bug, _accountsMax)),
            _options,
            provider.GetRequiredService<TimeProvider>(),
            Metrics,
            NullLogger<JournalWriter>.Instance));
        services.AddSingleton<IJournal>(provider => provider.GetRequiredService<JournalWriter>());
        services.AddSingleton<ActiveGrains>();
        services.AddSingleton(_bug.Around(new SimulatedLookup(Database)));
    }

    private void Start(VirtualSilo silo)
    {
        silo.Services.GetRequiredService<JournalWriter>().Start();
        if (!_bug.Sweeps)
            return;

        var holds = new HoldSweeper(silo.GrainFactory, limit => ReadAsync(() => Database.ListOverdueHolds(limit)));
        var approvals = new ApprovalSweeper(silo.GrainFactory, limit => ReadAsync(() => Database.ListOverdueApprovals(limit)));
        silo.StartBackground("hold sweeper", () => SweepAsync(silo, holds.SweepAsync));
        silo.StartBackground("approval sweeper", () => SweepAsync(silo, approvals.SweepAsync));
    }

    private async Task<T> ReadAsync<T>(Func<T> read)
    {
        await Database.TakeTimeAsync();
        return read();
    }

    private static async Task SweepAsync(VirtualSilo silo, Func<Task<int>> sweep)
    {
        while (true)
        {
            await Task.Delay(SweepInterval, silo.Time);
            try
            {
                await sweep();
            }
            catch (Exception)
            {
                // The rows are still there: the next sweep finds them.
            }
        }
    }

    /// <summary>As the product has them, or small transactions in many lanes, which plan on top of each other more often.</summary>
    private JournalWriterOptions Options() =>
        World.Random.Chance(0.5) ? new() : new() { Lanes = 2 + World.Random.Next(3), BatchWeightMax = 1 + World.Random.Next(4) };

    /// <summary>One silo in three has a clock that is wrong by up to an hour.</summary>
    private TimeSpan ClockOffset() => World.Random.Chance(1 / 3.0)
        ? World.Random.NextTime(TimeSpan.FromHours(2)) - TimeSpan.FromHours(1)
        : TimeSpan.Zero;

    private sealed class Meters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
