using Payments.Domain.Commands;
using Payments.Journal.Writing;
using Payments.Simulation.Planted;
using Payments.SimulatedSilo.Simulation;

namespace Payments.Simulation.Database;

/// <summary>The product's store over sessions of the simulated database.</summary>
internal sealed class SimulatedStore : IJournalStore
{
    private readonly AsyncLocal<IReadOnlyList<Command>> _asked = new();
    private readonly SimulatedJournalDatabase _database;
    private readonly SimulationWorld _world;
    private readonly SessionOwner _owner;
    private readonly PlantedBug _bug;
    private readonly JournalStore _store;

    /// <param name="database">The database.</param>
    /// <param name="world">The world.</param>
    /// <param name="silo">The silo that it belongs to.</param>
    /// <param name="bug">The planted mistake.</param>
    /// <param name="accountsMax">Most accounts that the product's store remembers.</param>
    public SimulatedStore(
        SimulatedJournalDatabase database, SimulationWorld world, VirtualSilo silo, PlantedBug bug, int accountsMax)
    {
        (_database, _world, _bug) = (database, world, bug);
        _owner = new SessionOwner(silo);
        _store = new JournalStore(_ => OpenAsync(), accountsMax);
    }

    public async Task<IReadOnlyList<Answer>> ExecuteAsync(IReadOnlyList<Command> batch, CancellationToken cancellation)
    {
        _asked.Value = batch;
        return await _store.ExecuteAsync(_bug.Sent(batch, _database.Tables), cancellation);
    }

    private Task<IJournalSession> OpenAsync() =>
        !_database.IsUp || _world.ShouldFire(DatabaseFault.Unavailable)
            ? throw new JournalStoreException(StoreFailure.Unavailable, "the simulated server cannot be reached")
            : Task.FromResult<IJournalSession>(new SimulatedSession(_database, _world, _owner, _bug, _asked.Value!));
}

/// <summary>The silo's life that sessions belong to.</summary>
internal sealed class SessionOwner(VirtualSilo silo)
{
    public VirtualSilo Silo { get; } = silo;

    public string Name { get; } = $"{silo.Name}/{silo.Starts}";

    /// <summary>Whether the silo's latest plan without locks has an end that nobody knows.</summary>
    public bool IsLatestUnknown { get; set; }
}
