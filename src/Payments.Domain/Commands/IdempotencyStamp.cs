namespace Payments.Domain.Commands;

/// <summary>What makes an operation happen at most once: its key within the caller's scope, and what was asked.</summary>
[GenerateSerializer, Immutable, Alias("pay.idempotency-stamp")]
public sealed record IdempotencyStamp
{
    /// <summary>
    /// The operation's id: the first 128 bits of SHA-256 over tenant, method with route, and key. Unique in the journal.
    /// </summary>
    [Id(0)] public required Guid OperationId { get; init; }

    /// <summary>The client's key, 1–255 printable ASCII characters.</summary>
    [Id(1)] public required string Key { get; init; }

    /// <summary>Method and route template that the key belongs to, e.g. <c>POST /v1/transfers</c>.</summary>
    [Id(2)] public required string Route { get; init; }

    /// <summary>
    /// Fingerprint of the canonical body: 32 bytes of SHA-256 over all of it, then six bytes for each top-level member
    /// (two of its name's hash, four of its value's), so that a reuse can name what differs.
    /// </summary>
    [Id(3)] public required byte[] Fingerprint { get; init; }
}
