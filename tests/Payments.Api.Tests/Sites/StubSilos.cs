using Orleans.Runtime;
using Payments.Grains.Operations;

namespace Payments.Api.Tests.Sites;

/// <summary>A cluster of two silos: one in which the stubs' account is active, and one that does not answer.</summary>
internal sealed class StubSilos : ISiloDirectory
{
    private static readonly SiloMember[] Members =
    [
        new("one@1", "one", "10.0.0.1:11111", SiloState.Active, Ledger.Now),
        new("two@1", "two", "10.0.0.2:11111", SiloState.Active, Ledger.Now),
        new("three@1", "three", "10.0.0.3:11111", SiloState.Dead, Ledger.Now),
    ];

    public StubSiloGrain One { get; } = new();

    public Task<IReadOnlyList<SiloMember>> ListAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<SiloMember>>(Members);

    public Task<T> AskAsync<T>(SiloMember silo, Func<ISiloGrain, Task<T>> ask) =>
        silo.Name == "one" ? ask(One) : Task.FromException<T>(new OrleansException("it is gone"));
}

/// <summary>A silo that can be drained once.</summary>
internal sealed class StubSiloGrain : ISiloGrain
{
    public Origin? DrainedBy { get; private set; }

    public Refusal? Refusal { get; set; }

    public Task<SiloReport?> ReportAsync() => Task.FromResult<SiloReport?>(new SiloReport
    {
        Since = Ledger.Now,
        IsDraining = DrainedBy is not null,
        Activations = 7,
        JournalQueue = 3,
        CpuPercent = 42,
        MemoryBytes = 1 << 30,
        PostgresReachedFor = TimeSpan.FromMinutes(1),
    });

    public Task<GrainReport?> FindAsync(GrainKind kind, Guid id) => Task.FromResult(
        kind == GrainKind.Account && id == StubSite.Account
            ? new GrainReport { Since = Ledger.Now, CommandsInFlight = 7, QueueLength = 2, WritesInFlight = 5, Epoch = 9 }
            : null);

    public Task<Refusal?> DrainAsync(Origin origin)
    {
        DrainedBy = Refusal is null ? origin : null;
        return Task.FromResult(Refusal);
    }
}
