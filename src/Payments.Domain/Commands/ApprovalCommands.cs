using Payments.Domain.Ledger;

namespace Payments.Domain.Commands;

/// <summary>Asks for the reversal of a transfer by who may not reverse alone. Moves nothing: a second person decides.</summary>
[GenerateSerializer, Immutable, Alias("pay.request-reversal")]
public sealed record RequestReversal : Command
{
    /// <summary>The new approval's id.</summary>
    [Id(0)] public required Guid ApprovalId { get; init; }

    /// <summary>The transfer to be reversed.</summary>
    [Id(1)] public required Guid TransferId { get; init; }

    /// <summary>The entry that posted it; the transfer's grain fills it in.</summary>
    [Id(2)] public Guid OriginalEntryId { get; init; }

    /// <summary>The caller's text for people.</summary>
    [Id(3)] public string? Description { get; init; }

    /// <summary>How long it waits for a second person; null for <see cref="ApprovalState.ValidForDefault"/>.</summary>
    [Id(4)] public TimeSpan? ValidFor { get; init; }

    /// <summary>
    /// The account that the transfer debited; the transfer's grain fills it in. The accounts stay as they are: their locks put the
    /// request in order with a reversal of the same transfer.
    /// </summary>
    [Id(5)] public Guid Source { get; init; }

    /// <summary>The account that the transfer credited; the transfer's grain fills it in.</summary>
    [Id(6)] public Guid Destination { get; init; }

    /// <inheritdoc/>
    public override Guid ObjectId => ApprovalId;

    /// <inheritdoc/>
    public override bool MovesMoney => true;
}

/// <summary>Decides about a reversal that another person asked for; approved, it is executed in the same step.</summary>
[GenerateSerializer, Immutable, Alias("pay.decide-approval")]
public sealed record DecideApproval : AccountCommand
{
    /// <summary>The approval.</summary>
    [Id(0)] public required Guid ApprovalId { get; init; }

    /// <summary>The transfer that it is about.</summary>
    [Id(1)] public required Guid TransferId { get; init; }

    /// <summary>True to reverse the transfer now, false to rule it out.</summary>
    [Id(2)] public required bool IsApproved { get; init; }

    /// <summary>The account that the transfer debited; the transfer's grain fills it in.</summary>
    [Id(3)] public Guid Source { get; init; }

    /// <summary>The account that the transfer credited: it is debited now; the transfer's grain fills it in.</summary>
    [Id(4)] public Guid Destination { get; init; }

    /// <summary>The entry that posted the transfer; the transfer's grain fills it in.</summary>
    [Id(5)] public Guid OriginalEntryId { get; init; }

    /// <summary>The id for the reversal's journal entry; also tells this attempt from an earlier one.</summary>
    [Id(6)] public required Guid EntryId { get; init; }

    /// <inheritdoc/>
    public override Guid ObjectId => EntryId;

    /// <inheritdoc/>
    public override Guid Account => Destination;

    /// <inheritdoc/>
    public override bool MovesMoney => true;
}

/// <summary>Ends a request for approval without a decision: withdraws it, or expires it. Moves nothing.</summary>
[GenerateSerializer, Immutable, Alias("pay.end-approval")]
public sealed record EndApproval : Command
{
    /// <summary>The approval.</summary>
    [Id(0)] public required Guid ApprovalId { get; init; }

    /// <summary>The transfer that it is about.</summary>
    [Id(1)] public required Guid TransferId { get; init; }

    /// <summary><see cref="ApprovalStatus.Withdrawn"/> or, by the system alone, <see cref="ApprovalStatus.Expired"/>.</summary>
    [Id(2)] public required ApprovalStatus End { get; init; }

    /// <summary>Tells this attempt from an earlier one.</summary>
    [Id(3)] public required Guid ChangeId { get; init; }

    /// <inheritdoc/>
    public override Guid ObjectId => ChangeId;

    /// <inheritdoc/>
    public override bool MovesMoney => true;
}
