using Payments.Domain.Ledger;

namespace Payments.Domain.Commands;

/// <summary>Something that a caller wants written to the journal.</summary>
[GenerateSerializer, Immutable, Alias("pay.command")]
public abstract record Command
{
    /// <summary>Who asks.</summary>
    [Id(0)] public required Origin Origin { get; init; }

    /// <summary>Its idempotency key; null only for work of the system that may be repeated without effect.</summary>
    [Id(1)] public IdempotencyStamp? Idempotency { get; init; }

    /// <summary>The object that the command makes or changes; distinguishes this attempt from an earlier one with the same key.</summary>
    public abstract Guid ObjectId { get; }

    /// <summary>How much of a batch's size it takes: one, or the number of transfers in it.</summary>
    public virtual int Weight => 1;

    /// <summary>True when it moves, holds or gives back money: its idempotency key is kept for longer then.</summary>
    public virtual bool MovesMoney => false;
}

/// <summary>A command about accounts that may carry the fence of the account whose grain sends it.</summary>
[GenerateSerializer, Immutable, Alias("pay.account-command")]
public abstract record AccountCommand : Command
{
    /// <summary>The account whose grain serializes the command.</summary>
    public abstract Guid Account { get; }

    /// <summary>
    /// The epoch of the activation that sends it. With null the journal moves the account's epoch on instead, so that an
    /// activation with a cached balance learns that somebody else wrote.
    /// </summary>
    [Id(0)] public long? Epoch { get; init; }
}

/// <summary>Moves money at once, or reserves it when <see cref="HoldFor"/> is set.</summary>
[GenerateSerializer, Immutable, Alias("pay.transfer-money")]
public sealed record TransferMoney : AccountCommand
{
    /// <summary>The new transfer's id, which is its journal entry's id when it is immediate.</summary>
    [Id(0)] public required Guid TransferId { get; init; }

    /// <summary>The debited account.</summary>
    [Id(1)] public required Guid Source { get; init; }

    /// <summary>The credited account.</summary>
    [Id(2)] public required Guid Destination { get; init; }

    /// <summary>Minor units, 1 … 2^53-1.</summary>
    [Id(3)] public required long Amount { get; init; }

    /// <summary>The currency that both accounts must hold.</summary>
    [Id(4)] public required Currency Currency { get; init; }

    /// <summary>How long to hold the funds for a later posting; null moves them at once.</summary>
    [Id(5)] public TimeSpan? HoldFor { get; init; }

    /// <summary>The caller's text for people.</summary>
    [Id(6)] public string? Description { get; init; }

    /// <summary>The caller's own reference.</summary>
    [Id(7)] public string? Reference { get; init; }

    /// <summary>The caller's own data: a JSON object of strings.</summary>
    [Id(8)] public string? Metadata { get; init; }

    /// <inheritdoc/>
    public override Guid ObjectId => TransferId;

    /// <inheritdoc/>
    public override bool MovesMoney => true;

    /// <inheritdoc/>
    public override Guid Account => Source;
}

/// <summary>Ends a hold: posts a part or all of it, voids it, or expires it.</summary>
[GenerateSerializer, Immutable, Alias("pay.settle-hold")]
public sealed record SettleHold : AccountCommand
{
    /// <summary>The two-phase transfer.</summary>
    [Id(0)] public required Guid TransferId { get; init; }

    /// <summary>Its source account; the transfer's grain fills it in.</summary>
    [Id(1)] public Guid Source { get; init; }

    /// <summary>Its destination account; the transfer's grain fills it in.</summary>
    [Id(2)] public Guid Destination { get; init; }

    /// <summary><see cref="HoldStatus.Posted"/>, <see cref="HoldStatus.Voided"/> or <see cref="HoldStatus.Expired"/>.</summary>
    [Id(3)] public required HoldStatus End { get; init; }

    /// <summary>Minor units to post, 0 … held amount; null posts all of it. Only for a posting.</summary>
    [Id(4)] public long? Amount { get; init; }

    /// <summary>The id for the journal entry that a posting makes.</summary>
    [Id(5)] public required Guid EntryId { get; init; }

    /// <inheritdoc/>
    public override Guid ObjectId => EntryId;

    /// <inheritdoc/>
    public override bool MovesMoney => true;

    /// <inheritdoc/>
    public override Guid Account => Source;
}

/// <summary>Corrects a posted transfer with an entry of opposite postings.</summary>
[GenerateSerializer, Immutable, Alias("pay.reverse-transfer")]
public sealed record ReverseTransfer : AccountCommand
{
    /// <summary>The transfer to be reversed.</summary>
    [Id(0)] public required Guid TransferId { get; init; }

    /// <summary>The entry that posted it; the transfer's grain fills it in.</summary>
    [Id(1)] public Guid OriginalEntryId { get; init; }

    /// <summary>The account that the transfer debited: it gets the money back.</summary>
    [Id(2)] public Guid Source { get; init; }

    /// <summary>The account that the transfer credited: it is debited now, within its floor.</summary>
    [Id(3)] public Guid Destination { get; init; }

    /// <summary>The id for the reversal's journal entry.</summary>
    [Id(4)] public required Guid EntryId { get; init; }

    /// <summary>The caller's text for people.</summary>
    [Id(5)] public string? Description { get; init; }

    /// <inheritdoc/>
    public override Guid ObjectId => EntryId;

    /// <inheritdoc/>
    public override bool MovesMoney => true;

    /// <inheritdoc/>
    public override Guid Account => Destination;
}

/// <summary>Up to 10,000 immediate transfers in one database transaction.</summary>
[GenerateSerializer, Immutable, Alias("pay.transfer-batch")]
public sealed record TransferBatch : Command
{
    /// <summary>The most transfers that one batch may hold.</summary>
    public const int TransfersMax = 10_000;

    /// <summary>The batch's id.</summary>
    [Id(0)] public required Guid BatchId { get; init; }

    /// <summary>True: one refusal refuses all. False: each transfer for itself.</summary>
    [Id(1)] public required bool AllOrNothing { get; init; }

    /// <summary>The transfers, in order; none holds.</summary>
    [Id(2)] public required IReadOnlyList<TransferMoney> Transfers { get; init; }

    /// <inheritdoc/>
    public override Guid ObjectId => BatchId;

    /// <inheritdoc/>
    public override bool MovesMoney => true;

    /// <inheritdoc/>
    public override int Weight => Transfers.Count;
}
