using Payments.Domain.Commands;
using Payments.Domain.Refusals;

namespace Payments.Domain.Ledger;

/// <summary>The working copy of a plan: the locked state, moved on by each command that is accepted.</summary>
internal sealed class PlanningBook(JournalSnapshot snapshot)
{
    internal JournalSnapshot Snapshot { get; } = snapshot;

    internal JournalWrites Writes { get; } = new();

    internal DateTimeOffset Now => Snapshot.Now;

    internal DateOnly Today { get; } = DateOnly.FromDateTime(snapshot.Now.UtcDateTime);

    internal AccountState? Account(Guid id) => Snapshot.Accounts.GetValueOrDefault(id);

    internal HoldState? Hold(Guid id) => Snapshot.Holds.GetValueOrDefault(id);

    internal void Save(AccountState account)
    {
        Snapshot.Accounts[account.Id] = account;
        Writes.Accounts[account.Id] = account;
    }

    internal void Save(HoldState hold)
    {
        Snapshot.Holds[hold.TransferId] = hold;
        Writes.Holds[hold.TransferId] = hold;
    }

    internal void Save(ApiKeyRow key)
    {
        Snapshot.ApiKeys[key.Id] = key;
        Writes.ApiKeys[key.Id] = key;
    }

    internal void Save(ApprovalState approval)
    {
        Snapshot.Approvals[approval.Id] = approval;
        Writes.Approvals[approval.Id] = approval;
    }

    /// <summary>Writes one posting and moves its account's balance. The caller has tested floor and range.</summary>
    internal AccountState Post(Guid entryId, short ordinal, AccountState account, long amount, long heldChange = 0)
    {
        var after = account with
        {
            Posted = account.Posted + amount,
            Held = account.Held + heldChange,
            Version = account.Version + 1,
            Sequence = account.Sequence + 1,
        };
        Writes.Postings.Add(new PostingRow(
            entryId, ordinal, after.Id, amount, after.Sequence, after.Posted, after.Held, after.Epoch));
        Save(after);
        return after;
    }

    /// <summary>An event about money that an entry moved: the entry says everything.</summary>
    internal void RaiseMoved(EventType type, Guid transferId, int sequence, AccountState source, AccountState destination, Guid entryId) =>
        Writes.Events.Add(new EventRow(
            type, transferId, sequence, entryId, source.OwnerId, destination.OwnerId, Data: null, Audit: null));

    /// <summary>An event about anything else, with what the feed shows of it and its audit record.</summary>
    internal void Raise(
        EventType type, int sequence, Guid owner, Guid? otherOwner, Guid? entryId, Outcome data, AuditRow audit) =>
        Writes.Events.Add(new EventRow(
            type, audit.ObjectId, sequence, entryId, owner, otherOwner, OutcomeCodec.Write(data), audit));

    internal static AuditRow Audit(EventType type, Guid objectId, AccountState? before, AccountState? after, Origin origin) =>
        new(EventTypes.NameOf(type), objectId, after?.Id, before?.Available, after?.Available, origin);

    /// <summary>True when adding the amount keeps the balance within ±(2^53-1), where every JSON reader is exact.</summary>
    internal static bool InRange(AccountState account, long change)
    {
        var after = (Int128)account.Posted + change;
        return after >= -Money.AmountMax && after <= Money.AmountMax;
    }

    internal static BalanceAfter BalanceOf(AccountState account) =>
        new(account.OwnerId, account.Posted, account.Held, account.Version);

    /// <summary>
    /// Tests the fence and, for a writer that is not the account's activation, moves it on.
    /// </summary>
    /// <returns>The account as the writer may use it, or null when the writer lost its place.</returns>
    internal static AccountState? PassFence(AccountState account, AccountCommand command)
    {
        if (command.Epoch is not { } epoch)
        {
            return account with { Epoch = account.Epoch + 1 };
        }

        return epoch == account.Epoch ? account : null;
    }

    internal static Answer Refuse(Refusal refusal) => new Refused(refusal);
}
