using Payments.Domain.Commands;

namespace Payments.Domain.Ledger;

/// <summary>Everything that one transaction writes, decided by <see cref="JournalPlanner"/>.</summary>
public sealed class JournalWrites
{
    /// <summary>Idempotency records.</summary>
    public List<OperationRow> Operations { get; } = [];

    /// <summary>Entry headers.</summary>
    public List<EntryRow> Entries { get; } = [];

    /// <summary>Postings, those of one entry together.</summary>
    public List<PostingRow> Postings { get; } = [];

    /// <summary>Accounts that are new, with the caller's own data.</summary>
    public List<(Guid AccountId, string? Metadata, Origin Origin)> OpenedAccounts { get; } = [];

    /// <summary>The last state of each account that changed or is new.</summary>
    public Dictionary<Guid, AccountState> Accounts { get; } = [];

    /// <summary>The last state of each hold that changed or is new.</summary>
    public Dictionary<Guid, HoldState> Holds { get; } = [];

    /// <summary>Reversed entries with the entries that reverse them.</summary>
    public List<(Guid OriginalId, Guid ReversalId)> Reversals { get; } = [];

    /// <summary>New users and merchants.</summary>
    public List<RegisterParty> Parties { get; } = [];

    /// <summary>New and changed API keys.</summary>
    public Dictionary<Guid, ApiKeyRow> ApiKeys { get; } = [];

    /// <summary>New and decided approvals.</summary>
    public Dictionary<Guid, ApprovalState> Approvals { get; } = [];

    /// <summary>Events with their audit records, in the order of the feed.</summary>
    public List<EventRow> Events { get; } = [];

    /// <summary>True when there is nothing to write.</summary>
    public bool IsEmpty => Operations.Count == 0 && Accounts.Count == 0 && Events.Count == 0 && Holds.Count == 0;
}
