using System.Text.Json.Serialization;
using Payments.Domain.Ledger;

namespace Payments.Domain.Commands;

/// <summary>What a command did: enough to answer the caller, now and at every replay of the key.</summary>
[GenerateSerializer, Immutable, Alias("pay.outcome")]
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(TransferOutcome), "transfer")]
[JsonDerivedType(typeof(HoldOutcome), "hold")]
[JsonDerivedType(typeof(AccountOutcome), "account")]
[JsonDerivedType(typeof(BatchOutcome), "batch")]
[JsonDerivedType(typeof(PartyOutcome), "party")]
[JsonDerivedType(typeof(ApiKeyOutcome), "api_key")]
[JsonDerivedType(typeof(ApprovalOutcome), "approval")]
public abstract record Outcome
{
    /// <summary>When it was written, by the database's clock.</summary>
    [Id(0)] public required DateTimeOffset RecordedAt { get; init; }
}

/// <summary>An account's balance right after an operation, in minor units.</summary>
/// <param name="OwnerId">Owner of the account: decides who may see this.</param>
/// <param name="Posted">Sum of postings.</param>
/// <param name="Held">Reserved by holds.</param>
/// <param name="Version">The account's version.</param>
[GenerateSerializer, Immutable, Alias("pay.balance-after")]
public readonly record struct BalanceAfter(
    [property: Id(0)] Guid OwnerId,
    [property: Id(1)] long Posted,
    [property: Id(2)] long Held,
    [property: Id(3)] long Version);

/// <summary>Money was moved by one journal entry: an immediate transfer or a reversal.</summary>
[GenerateSerializer, Immutable, Alias("pay.transfer-outcome")]
public sealed record TransferOutcome : Outcome
{
    /// <summary>The transfer.</summary>
    [Id(0)] public required Guid TransferId { get; init; }

    /// <summary>The entry.</summary>
    [Id(1)] public required Guid EntryId { get; init; }

    /// <summary>The debited account's balance after.</summary>
    [Id(2)] public required BalanceAfter Source { get; init; }

    /// <summary>The credited account's balance after.</summary>
    [Id(3)] public required BalanceAfter Destination { get; init; }
}

/// <summary>A hold was made or ended.</summary>
[GenerateSerializer, Immutable, Alias("pay.hold-outcome")]
public sealed record HoldOutcome : Outcome
{
    /// <summary>The hold as it is now.</summary>
    [Id(0)] public required HoldState Hold { get; init; }

    /// <summary>The source account's balance after.</summary>
    [Id(1)] public required BalanceAfter Source { get; init; }

    /// <summary>The destination account's balance after.</summary>
    [Id(2)] public required BalanceAfter Destination { get; init; }
}

/// <summary>An account was opened, changed or claimed.</summary>
[GenerateSerializer, Immutable, Alias("pay.account-outcome")]
public sealed record AccountOutcome : Outcome
{
    /// <summary>The account as it is now.</summary>
    [Id(0)] public required AccountState Account { get; init; }

    /// <summary>The caller's own data of the account.</summary>
    [Id(1)] public string? Metadata { get; init; }
}

/// <summary>A batch was executed.</summary>
[GenerateSerializer, Immutable, Alias("pay.batch-outcome")]
public sealed record BatchOutcome : Outcome
{
    /// <summary>The batch.</summary>
    [Id(0)] public required Guid BatchId { get; init; }

    /// <summary>One result for each transfer, in the order of the request.</summary>
    [Id(1)] public required IReadOnlyList<BatchResult> Results { get; init; }
}

/// <summary>What became of one transfer of a batch: exactly one of the two is set.</summary>
/// <param name="TransferId">The transfer that was made.</param>
/// <param name="Refusal">Why it was not made.</param>
[GenerateSerializer, Immutable, Alias("pay.batch-result")]
public sealed record BatchResult([property: Id(0)] Guid? TransferId, [property: Id(1)] Refusals.Refusal? Refusal);

/// <summary>A user or merchant was registered.</summary>
[GenerateSerializer, Immutable, Alias("pay.party-outcome")]
public sealed record PartyOutcome : Outcome
{
    /// <summary>The user or merchant.</summary>
    [Id(0)] public required Guid PartyId { get; init; }

    /// <summary><see cref="IdentityDigest.OfParty"/> of the row; null in records of before that digest.</summary>
    [Id(1)] public string? Digest { get; init; }
}

/// <summary>An API key was issued or revoked.</summary>
[GenerateSerializer, Immutable, Alias("pay.api-key-outcome")]
public sealed record ApiKeyOutcome : Outcome
{
    /// <summary>The key's public id.</summary>
    [Id(0)] public required Guid KeyId { get; init; }

    /// <summary>The merchant that it acts for.</summary>
    [Id(1)] public required Guid MerchantId { get; init; }

    /// <summary>From this instant on it is refused, if there is one.</summary>
    [Id(2)] public DateTimeOffset? EndsAt { get; init; }

    /// <summary><see cref="IdentityDigest.OfApiKey"/> of the row; null in records of before that digest.</summary>
    [Id(3)] public string? Digest { get; init; }
}

/// <summary>A reversal was asked for, approved or rejected.</summary>
[GenerateSerializer, Immutable, Alias("pay.approval-outcome")]
public sealed record ApprovalOutcome : Outcome
{
    /// <summary>The approval as it is now.</summary>
    [Id(0)] public required ApprovalState Approval { get; init; }
}
