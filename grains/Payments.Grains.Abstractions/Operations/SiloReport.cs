namespace Payments.Grains.Operations;

/// <summary>What a silo says about itself.</summary>
[GenerateSerializer, Immutable, Alias("pay.silo-report")]
public sealed record SiloReport
{
    /// <summary>When its process began to serve.</summary>
    [Id(0)] public required DateTimeOffset Since { get; init; }

    /// <summary>True as soon as it has been told to hand over and stop.</summary>
    [Id(1)] public required bool IsDraining { get; init; }

    /// <summary>Accounts, transfers and idempotency slots that are active in it.</summary>
    [Id(2)] public required int Activations { get; init; }

    /// <summary>Commands that wait for its journal writer.</summary>
    [Id(3)] public required int JournalQueue { get; init; }

    /// <summary>CPU of its process since it was last asked, in percent of one core; more than 100 on several.</summary>
    [Id(4)] public required int CpuPercent { get; init; }

    /// <summary>Memory of its process in bytes.</summary>
    [Id(5)] public required long MemoryBytes { get; init; }

    /// <summary>For how long PostgreSQL has answered it without a break; null while it does not.</summary>
    [Id(6)] public TimeSpan? PostgresReachedFor { get; init; }
}
