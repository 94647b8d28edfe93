using Payments.Domain.Commands;
using Payments.Domain.Ledger;

namespace Payments.Journal.Verification;

/// <summary>Tests accounts, users, merchants and API keys against the events that made and changed them.</summary>
internal sealed class RegistrationChecks(AccountFolds accounts, bool isFromStart, Findings findings)
{
    // The last event of each key, and how many events its row counts.
    private readonly Dictionary<Guid, (int Last, int Counted)> _keyEvents = [];

    internal void CheckAccount(FeedStretch stretch, StoredEvent told, AccountOutcome outcome)
    {
        var account = outcome.Account;
        var isOpening = told.Row.Type == EventType.AccountOpened;
        accounts.Tell(told.Row.ObjectId, told.Row.ObjectSequence, told.Row.OwnerId, told);
        if (isOpening)
        {
            accounts.Days.Open(account.Id, told.RecordedAt);
        }

        accounts.RequireBalance(account.Id, account.Posted, account.Held, told.Row.OwnerId, LedgerChecks.AccountState, told);
        findings.Require(
            account.Id == told.Row.ObjectId && account.EventSequence == told.Row.ObjectSequence && account.OwnerId == told.Row.OwnerId
                && isOpening == (told.Row.ObjectSequence == 1) && Fits(told.Row.Type, account.Status),
            LedgerChecks.AccountState, told, $"its data are of account {account.Id}, event {account.EventSequence}, {account.Status}");
        if (!stretch.Accounts.TryGetValue(account.Id, out var stored))
        {
            findings.Add(LedgerChecks.AccountState, told, $"account {account.Id} has no readable row");
            return;
        }

        var row = stored.View.Account;
        findings.Require(
            row.EventSequence != account.EventSequence
                || (row.Status, row.Floor, row.LimitPerTransfer, row.LimitPerDay)
                    == (account.Status, account.Floor, account.LimitPerTransfer, account.LimitPerDay),
            LedgerChecks.AccountState, told, $"account {account.Id}: its row is not as its last event says");
        findings.Require(
            !isOpening || (IsSameAccount(row, account) && StoredForms.SameJson(stored.View.Metadata, outcome.Metadata)),
            LedgerChecks.AccountState, told, $"account {account.Id}: its row is not as it was opened");
    }

    internal void CheckIdentity(FeedStretch stretch, StoredEvent told, Outcome outcome)
    {
        if (outcome is ApiKeyOutcome key)
        {
            CheckKey(stretch, told, key);
            return;
        }

        findings.Require(
            told.Row.ObjectSequence == 1, LedgerChecks.ObjectSequence, told, $"a registration has number {told.Row.ObjectSequence}");
        RequireParty(stretch.Parties.GetValueOrDefault(told.Row.ObjectId), told, (PartyOutcome)outcome);
    }

    /// <summary>After the whole feed: nobody has counted an event of a key that the feed does not tell.</summary>
    internal void Finish()
    {
        foreach (var (key, (last, counted)) in _keyEvents)
        {
            findings.Require(
                last == counted, LedgerChecks.ObjectSequence, $"API key {key}", $"its row counts {counted} events, the feed {last}");
        }
    }

    private void RequireParty(StoredParty? row, StoredEvent told, PartyOutcome outcome) => findings.Require(
        row is not null && row.RecordedAt == told.RecordedAt && outcome.PartyId == told.Row.ObjectId
            && (outcome.Digest is null ? row.Salt is null : IsDigestOf(row, outcome.Digest)),
        LedgerChecks.Registration, told, $"party {told.Row.ObjectId}: its row is not as it was registered");

    private static bool IsDigestOf(StoredParty row, string digest) =>
        row.Salt is { } salt && IdentityDigest.OfParty(row.Kind, row.Name, row.Email, row.Metadata, salt) == digest;

    private void CheckKey(FeedStretch stretch, StoredEvent told, ApiKeyOutcome outcome)
    {
        var (key, sequence) = (told.Row.ObjectId, told.Row.ObjectSequence);
        var isKnown = _keyEvents.TryGetValue(key, out var known);
        findings.Require(
            sequence == known.Last + 1 || (!isFromStart && !isKnown), LedgerChecks.ObjectSequence, told,
            $"API key {key}: event {sequence} follows {known.Last}");
        var stored = stretch.ApiKeys.GetValueOrDefault(key);
        _keyEvents[key] = (sequence, stored?.Row.Events ?? sequence);
        findings.Require(
            stored is not null && Fits(stored, told, outcome), LedgerChecks.Registration, told,
            $"API key {key}: its row is not as its events say");
    }

    private static bool Fits(StoredApiKey stored, StoredEvent told, ApiKeyOutcome outcome)
    {
        var (row, sequence) = (stored.Row, told.Row.ObjectSequence);
        return row.MerchantId == outcome.MerchantId
            && sequence <= row.Events && (sequence != row.Events || StoredForms.SameInstant(row.EndsAt, outcome.EndsAt))
            && (told.Row.Type != EventType.ApiKeyIssued || stored.RecordedAt == told.RecordedAt)
            && (outcome.Digest is null || IdentityDigest.OfApiKey(row) == outcome.Digest);
    }

    private static bool Fits(EventType type, AccountStatus status) => type switch
    {
        EventType.AccountOpened or EventType.AccountUnfrozen => status == AccountStatus.Open,
        EventType.AccountFrozen => status == AccountStatus.Frozen,
        EventType.AccountClosed => status == AccountStatus.Closed,
        _ => status != AccountStatus.Closed,
    };

    private static bool IsSameAccount(AccountState row, AccountState told) =>
        (row.OwnerId, row.Type, row.Currency) == (told.OwnerId, told.Type, told.Currency)
        && StoredForms.SameInstant(row.CreatedAt, told.CreatedAt);
}
