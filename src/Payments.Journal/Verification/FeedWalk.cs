using System.Text.Json;
using Payments.Domain;
using Payments.Domain.Commands;
using Payments.Domain.Ledger;

namespace Payments.Journal.Verification;

/// <summary>Goes over the feed event by event and tests each with the rows that it tells of.</summary>
internal sealed class FeedWalk
{
    private readonly Findings _findings;
    private readonly EntryChecks _entries;
    private readonly HoldChecks _holds;
    private readonly RegistrationChecks _registrations;
    private readonly ApprovalChecks _approvals;

    /// <param name="from">The position to begin after: 0 for the whole feed.</param>
    /// <param name="chain">The chain at that position.</param>
    /// <param name="now">The database's time of the snapshot.</param>
    /// <param name="findings">Where to put what is wrong.</param>
    internal FeedWalk(long from, byte[] chain, DateTimeOffset now, Findings findings)
    {
        _findings = findings;
        Batches = new BatchChain(from, chain, findings);
        Accounts = new AccountFolds(isFromStart: from == 0, new DayDebits(isFromStart: from == 0, findings), findings);
        _entries = new EntryChecks(Accounts, now, findings);
        _holds = new HoldChecks(Accounts, _entries, findings);
        _registrations = new RegistrationChecks(Accounts, isFromStart: from == 0, findings);
        _approvals = new ApprovalChecks(findings);
    }

    internal BatchChain Batches { get; }

    internal AccountFolds Accounts { get; }

    /// <summary>How many rows of each table the events have told of.</summary>
    internal ToldRows Told { get; } = new();

    internal void Walk(FeedStretch stretch)
    {
        Batches.Expect(stretch.Batches);
        foreach (var told in stretch.Events)
        {
            var entry = told.Row.EntryId is { } id ? stretch.Entries.GetValueOrDefault(id) : null;
            Batches.Add(told, entry);
            Told.Count(told, entry);
            Walk(stretch, told, entry);
        }
    }

    /// <summary>After the whole feed.</summary>
    internal void Finish()
    {
        _holds.Finish();
        _registrations.Finish();
        _approvals.Finish();
    }

    private void Walk(FeedStretch stretch, StoredEvent told, StoredEntry? entry)
    {
        if (told.Row.EntryId is { } missing && entry is null)
        {
            _findings.Add(LedgerChecks.EventEntry, told, $"there is no readable entry {missing}");
            return;
        }

        if (told.Row.Data is not { } data)
        {
            _entries.CheckMoved(stretch, told, entry);
            return;
        }

        if (Read(data) is not { } outcome || !Enum.IsDefined(told.Row.Type))
        {
            _findings.Add(LedgerChecks.EventEntry, told, "its type or its data cannot be read");
            return;
        }

        AuditChecks.Check(told, outcome, _findings);
        switch (outcome)
        {
            case HoldOutcome hold when FeedStretchReader.IsOfHold(told.Row):
                _holds.Check(stretch, told, hold, entry);
                break;
            case AccountOutcome account when FeedStretchReader.IsOfAccount(told.Row):
                _registrations.CheckAccount(stretch, told, account);
                break;
            case PartyOutcome or ApiKeyOutcome:
                _registrations.CheckIdentity(stretch, told, outcome);
                break;
            case ApprovalOutcome approval when FeedStretchReader.IsOfApproval(told.Row):
                _approvals.Check(stretch, told, approval);
                break;
            default:
                _findings.Add(LedgerChecks.EventEntry, told, $"its data do not fit its type {told.Row.Type}");
                break;
        }
    }

    private static Outcome? Read(string data)
    {
        try
        {
            return OutcomeCodec.ReadOutcome(data);
        }
        catch (Exception e) when (e is JsonException or InvariantViolationException or NotSupportedException)
        {
            return null;
        }
    }
}

/// <summary>How many rows of each table a walk over the whole feed was told of.</summary>
internal sealed class ToldRows
{
    internal long Entries { get; private set; }

    internal long Postings { get; private set; }

    internal long Audits { get; private set; }

    internal long Holds { get; private set; }

    internal long Reversals { get; private set; }

    internal long Approvals { get; private set; }

    internal long Parties { get; private set; }

    internal long ApiKeys { get; private set; }

    internal void Count(StoredEvent told, StoredEntry? entry)
    {
        Entries += entry is null ? 0 : 1;
        Postings += entry?.Postings.Count ?? 0;
        Audits += told.Row.Audit is null ? 0 : 1;
        Holds += told.Row.Type == EventType.TransferHeld ? 1 : 0;
        Approvals += told.Row.Type == EventType.ApprovalRequested ? 1 : 0;
        Parties += told.Row.Type == EventType.PartyRegistered ? 1 : 0;
        ApiKeys += told.Row.Type == EventType.ApiKeyIssued ? 1 : 0;
        Reversals += told.Row.Type == EventType.TransferReversed ? 1 : 0;
    }
}
