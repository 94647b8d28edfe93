using Payments.Domain.Commands;
using Payments.Domain.Refusals;

namespace Payments.Domain.Ledger;

/// <summary>The header of a new journal entry.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Kind">Why it is made.</param>
/// <param name="TransferId">The transfer it belongs to.</param>
/// <param name="Reverses">The entry that it corrects.</param>
/// <param name="OperationId">The idempotency record written with it.</param>
/// <param name="BatchId">The batch it came in.</param>
/// <param name="Currency">Currency of all its postings.</param>
/// <param name="Description">The caller's text.</param>
/// <param name="Reference">The caller's own reference.</param>
/// <param name="Metadata">The caller's own data, JSON.</param>
/// <param name="Origin">Who made it, from where.</param>
public sealed record EntryRow(
    Guid Id, EntryKind Kind, Guid TransferId, Guid? Reverses, Guid? OperationId, Guid? BatchId, Currency Currency,
    string? Description, string? Reference, string? Metadata, Origin Origin);

/// <summary>One debit or credit of an entry on one account.</summary>
/// <param name="EntryId">The entry.</param>
/// <param name="Ordinal">Place within the entry: 0 is the debited account of a transfer.</param>
/// <param name="AccountId">The account.</param>
/// <param name="Amount">Signed minor units; the entry's sum is zero.</param>
/// <param name="Sequence">The account's gap-free posting number.</param>
/// <param name="PostedAfter">The account's posted balance after it.</param>
/// <param name="HeldAfter">The account's held amount after it.</param>
/// <param name="Epoch">The account's epoch when it was written.</param>
public readonly record struct PostingRow(
    Guid EntryId, short Ordinal, Guid AccountId, long Amount, long Sequence, long PostedAfter, long HeldAfter, long Epoch);

/// <summary>Something that happened, for the feed.</summary>
/// <param name="Type">What happened.</param>
/// <param name="ObjectId">To which object.</param>
/// <param name="ObjectSequence">Gap-free number within the object, from 1.</param>
/// <param name="EntryId">The entry that it tells of, if money moved.</param>
/// <param name="OwnerId">Owner who may see it.</param>
/// <param name="OtherOwnerId">Second owner who may see it (the receiving side), if there is one.</param>
/// <param name="Data">What the feed shows of it, as stored text; null when the entry says everything.</param>
/// <param name="Audit">Its audit record; null when the entry carries the audit data.</param>
public readonly record struct EventRow(
    EventType Type, Guid ObjectId, int ObjectSequence, Guid? EntryId, Guid OwnerId, Guid? OtherOwnerId, string? Data, AuditRow? Audit);

/// <summary>An idempotency record: the lasting answer of one key.</summary>
/// <param name="Stamp">Key and fingerprint.</param>
/// <param name="TenantId">Whose key it is.</param>
/// <param name="ObjectId">The object that this attempt made.</param>
/// <param name="Outcome">What was done, or null when it was refused.</param>
/// <param name="Refusal">Why it was refused, or null when it was done.</param>
/// <param name="MovesMoney">True when the command can move money: decides how long the record is kept.</param>
public sealed record OperationRow(
    IdempotencyStamp Stamp, Guid TenantId, Guid ObjectId, Outcome? Outcome, Refusal? Refusal, bool MovesMoney);

/// <summary>An audit record of a change that has no journal entry (an entry carries its own audit data).</summary>
/// <param name="Action">What was done, snake_case.</param>
/// <param name="ObjectId">To what.</param>
/// <param name="AccountId">The account concerned, if it is about one.</param>
/// <param name="OldBalance">Available minor units before.</param>
/// <param name="NewBalance">Available minor units after.</param>
/// <param name="Origin">By whom, from where, with which request.</param>
public sealed record AuditRow(string Action, Guid ObjectId, Guid? AccountId, long? OldBalance, long? NewBalance, Origin Origin);

/// <summary>An API key as the journal keeps it.</summary>
/// <param name="Id">Public id.</param>
/// <param name="MerchantId">The merchant it acts for.</param>
/// <param name="SecretHash">SHA-256 of the secret.</param>
/// <param name="LastFour">Last characters of the secret.</param>
/// <param name="Name">Name for people.</param>
/// <param name="EndsAt">From this instant on it is refused.</param>
/// <param name="Events">Number of events about it.</param>
public sealed record ApiKeyRow(
    Guid Id, Guid MerchantId, byte[] SecretHash, string LastFour, string? Name, DateTimeOffset? EndsAt, int Events);
