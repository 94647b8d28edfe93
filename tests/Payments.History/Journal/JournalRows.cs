namespace Payments.History.Journal;

/// <summary>An account as the journal has it at the end.</summary>
public sealed record JournalAccount(
    string Id, long? Floor, long Posted, long Held, long Version, long Sequence, long Epoch);

/// <summary>One debit (negative) or credit of an entry, with the account's state after it.</summary>
public sealed record JournalPosting(
    string Account, long Amount, long Sequence, long PostedAfter, long HeldAfter, long Epoch);

/// <summary>A journal entry.</summary>
/// <param name="Id">The entry.</param>
/// <param name="Kind">1 transfer, 2 posting of a hold, 3 reversal.</param>
/// <param name="Transfer">The transfer that it belongs to.</param>
/// <param name="Operation">The idempotency record that it was written with; null in a batch.</param>
/// <param name="Batch">The batch that it belongs to.</param>
/// <param name="RecordedAt">When, by the database's clock.</param>
/// <param name="Postings">In their order.</param>
public sealed record JournalEntry(
    string Id, int Kind, string Transfer, string? Operation, string? Batch, DateTimeOffset RecordedAt,
    IReadOnlyList<JournalPosting> Postings);

/// <summary>A two-phase transfer at the end. Status: 1 held, 2 posted, 3 voided, 4 expired.</summary>
public sealed record JournalHold(
    string Transfer, string Source, string Destination, long Amount, int Status, long PostedAmount, DateTimeOffset ExpiresAt,
    DateTimeOffset RecordedAt);

/// <summary>An event of the feed. Type: 1 posted, 2 held, 3 voided, 4 expired, 5 reversed, 10 account opened.</summary>
public sealed record JournalEvent(long Position, int Type, string Object, string? Entry, DateTimeOffset RecordedAt);

/// <summary>An idempotency record: what a key has done, or the code with which it was refused for ever.</summary>
public sealed record JournalOperation(string Id, string Key, string Object, string? Refusal);

/// <summary>One line of an exported journal: exactly one member is there.</summary>
public sealed record JournalLine
{
    /// <summary>When it was exported.</summary>
    public DateTimeOffset? ExportedAt { get; init; }

    public JournalAccount? Account { get; init; }

    public JournalEntry? Entry { get; init; }

    public JournalHold? Hold { get; init; }

    public JournalEvent? Event { get; init; }

    public JournalOperation? Operation { get; init; }
}
