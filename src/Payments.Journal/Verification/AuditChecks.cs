using Payments.Domain.Commands;
using Payments.Domain.Ledger;

namespace Payments.Journal.Verification;

/// <summary>Tests the audit record of an event that has data of its own.</summary>
internal static class AuditChecks
{
    internal static void Check(StoredEvent told, Outcome outcome, Findings findings)
    {
        if (told.Row.Audit is not { } audit)
        {
            findings.Add(LedgerChecks.Audit, told, "there is no audit record of it");
            return;
        }

        findings.Require(
            audit.Action == EventTypes.NameOf(told.Row.Type) && audit.ObjectId == told.Row.ObjectId
                && told.AuditRecordedAt == told.RecordedAt,
            LedgerChecks.Audit, told, $"its audit record is of {audit.Action} {audit.ObjectId} at {told.AuditRecordedAt:O}");
        var (account, before, after) = Balances(told.Row.Type, outcome);
        findings.Require(
            (audit.AccountId, audit.OldBalance, audit.NewBalance) == (account, before, after), LedgerChecks.Audit, told,
            $"its audit record says {audit.OldBalance} before and {audit.NewBalance} after, the event {before} and {after}");
    }

    /// <summary>Account, available balance before and after, by what the event itself says.</summary>
    private static (Guid? Account, long? Before, long? After) Balances(EventType type, Outcome outcome)
    {
        switch (outcome)
        {
            case AccountOutcome { Account: var account }:
                return (account.Id, type == EventType.AccountOpened ? null : account.Available, account.Available);
            case HoldOutcome { Hold: var hold, Source: var source }:
                var after = source.Posted - source.Held;
                return (hold.Source, type == EventType.TransferHeld ? after + hold.Amount : after - hold.Amount + hold.PostedAmount, after);
            default:
                return (null, null, null);
        }
    }
}
