using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Payments.Domain;
using Payments.Domain.Ledger;

namespace Payments.Journal.Verification;

/// <summary>
/// Follows each account that the feed touches from event to event: what its postings and holds make of it is compared with
/// its rows at the end. Takes memory for each account, whatever the number of its postings.
/// </summary>
/// <param name="isFromStart">True when the feed is read from its first event: then every account begins at zero.</param>
/// <param name="days">What counts against the accounts' limits for a day.</param>
/// <param name="findings">Where to put what is wrong.</param>
internal sealed class AccountFolds(bool isFromStart, DayDebits days, Findings findings)
{
    private readonly Dictionary<Guid, AccountFold> _folds = [];
    private readonly Dictionary<string, Int128> _sums = [];
    private readonly List<ExpectedPosting> _expected = [];

    internal IReadOnlyCollection<Guid> Touched => _folds.Keys;

    /// <summary>What counts against the accounts' limits for a day.</summary>
    internal DayDebits Days => days;

    /// <summary>
    /// Takes the postings outside of the verified part that must be there: those before an account's first one in it, and
    /// the last ones of accounts that have moved on since.
    /// </summary>
    internal List<ExpectedPosting> TakeExpected()
    {
        var taken = _expected.ToList();
        _expected.Clear();
        return taken;
    }

    /// <summary>Goes on over a posting.</summary>
    internal void Post(PostingRow posting, Currency currency, Guid owner, object found)
    {
        ref var fold = ref Find(posting.AccountId, owner, found);
        fold.Currency ??= currency.Code;
        findings.Require(
            fold.Currency == currency.Code, LedgerChecks.EntryCurrency, found,
            $"account {posting.AccountId} is in {fold.Currency}, the entry in {currency.Code}");
        var before = posting.PostedAfter - (Int128)posting.Amount;
        if (!fold.KnowsPosted)
        {
            fold.KnowsPosted = true;
            fold.Sequence = posting.Sequence - 1;
            fold.Posted = (long)before;
            _expected.Add(new(posting.AccountId, fold.Sequence, fold.Posted, LedgerChecks.PostingBalance));
        }

        findings.Require(
            posting.Sequence == fold.Sequence + 1, LedgerChecks.PostingSequence, found,
            $"account {posting.AccountId}: posting {posting.Sequence} follows {fold.Sequence}");
        findings.Require(
            before == fold.Posted, LedgerChecks.PostingBalance, found,
            $"account {posting.AccountId}: {posting.Amount} makes {posting.PostedAfter} of {fold.Posted}");
        fold.Sequence = posting.Sequence;
        fold.Posted = posting.PostedAfter;
        fold.Epoch = posting.Epoch;
        RequireHeld(ref fold, posting.HeldAfter, LedgerChecks.PostingHeld, found, posting.AccountId);
    }

    /// <summary>Goes on over funds that were reserved (positive) or given back.</summary>
    /// <param name="account">The account.</param>
    /// <param name="change">Minor units.</param>
    /// <param name="isAlone">True when no posting comes with it: then it is a change of the account by itself.</param>
    /// <param name="owner">Who the event says owns it.</param>
    /// <param name="found">The event.</param>
    internal void Hold(Guid account, long change, bool isAlone, Guid owner, object found)
    {
        ref var fold = ref Find(account, owner, found);
        fold.Held += change;
        fold.HoldsAlone += isAlone ? 1 : 0;
    }

    /// <summary>Compares with a balance that an event tells of.</summary>
    internal void RequireBalance(Guid account, long posted, long held, Guid owner, string check, object found)
    {
        ref var fold = ref Find(account, owner, found);
        findings.Require(
            !fold.KnowsPosted || fold.Posted == posted, check, found,
            $"account {account}: the event says {posted}, its postings {fold.Posted}");
        RequireHeld(ref fold, held, check, found, account);
    }

    /// <summary>Goes on over an event of the account itself.</summary>
    internal void Tell(Guid account, int objectSequence, Guid owner, object found)
    {
        ref var fold = ref Find(account, owner, found);
        var isFirst = !isFromStart && fold.EventSequence == 0;
        findings.Require(
            isFirst || objectSequence == fold.EventSequence + 1, LedgerChecks.ObjectSequence, found,
            $"account {account}: event {objectSequence} follows {fold.EventSequence}");
        fold.EventSequence = objectSequence;
    }

    /// <summary>Compares a fold with the account's rows at the head of the feed: they must be equal.</summary>
    internal void Compare(StoredAccount stored)
    {
        var account = stored.View.Account;
        var found = $"account {account.Id}";
        _sums[account.Currency.Code] = _sums.GetValueOrDefault(account.Currency.Code) + account.Posted;
        ref var fold = ref Meet(stored, found);
        if (Unsafe.IsNullRef(ref fold))
        {
            findings.Add(LedgerChecks.AccountState, found, "no event tells of it");
            return;
        }

        RequirePosted(fold, account, found);
        findings.Require(
            !isFromStart || account.Version == fold.Sequence + fold.HoldsAlone + fold.EventSequence, LedgerChecks.BalanceVersion,
            found, $"its version is {account.Version}, its changes make {fold.Sequence + fold.HoldsAlone + fold.EventSequence}");
        days.Compare(account);
        findings.Require(
            !fold.KnowsHeld || fold.Held == account.Held, LedgerChecks.BalanceHeld, found,
            $"the balance row says {account.Held} held, its holds {fold.Held}");
        findings.Require(
            fold.EventSequence == account.EventSequence || (!isFromStart && fold.EventSequence == 0),
            LedgerChecks.ObjectSequence, found, $"its row counts {account.EventSequence} events, the feed {fold.EventSequence}");
    }

    /// <summary>
    /// Compares a fold with the account's rows in the middle of the feed: they may have moved on, but neither back nor
    /// sideways. What is held shows at the head only: no row says how many holds the account has had.
    /// </summary>
    internal void CompareInPassing(StoredAccount stored)
    {
        var account = stored.View.Account;
        var found = $"account {account.Id}";
        ref var fold = ref Meet(stored, found);
        if (Unsafe.IsNullRef(ref fold))
        {
            return;
        }

        if (fold.KnowsPosted && account.Sequence > fold.Sequence)
        {
            _expected.Add(new(account.Id, account.Sequence, account.Posted, LedgerChecks.BalancePosted));
        }
        else
        {
            RequirePosted(fold, account, found);
        }

        findings.Require(
            fold.EventSequence <= account.EventSequence, LedgerChecks.ObjectSequence, found,
            $"its row counts {account.EventSequence} events, the feed {fold.EventSequence} until here");
    }

    /// <summary>After all rows that were asked for: what was followed must have had a row.</summary>
    internal void RequireRows()
    {
        foreach (var (account, fold) in _folds)
        {
            findings.Require(fold.IsCompared, LedgerChecks.AccountState, $"account {account}", $"events tell of it, but it has no row");
        }
    }

    /// <summary>After the rows of all accounts: what was paid in must have come from somewhere.</summary>
    internal void RequireSums()
    {
        foreach (var (currency, sum) in _sums)
        {
            findings.Require(sum == 0, LedgerChecks.CurrencySum, $"currency {currency}", $"the balances sum to {sum}");
        }
    }

    /// <summary>Tests what holds at every moment of an account that both the feed and the rows know.</summary>
    /// <returns>The account's fold; a null reference where the feed does not tell of it.</returns>
    private ref AccountFold Meet(StoredAccount stored, string found)
    {
        var account = stored.View.Account;
        CompareRow(stored, found);
        ref var fold = ref CollectionsMarshal.GetValueRefOrNullRef(_folds, account.Id);
        if (!Unsafe.IsNullRef(ref fold))
        {
            fold.IsCompared = true;
            findings.Require(
                account.Epoch >= fold.Epoch, LedgerChecks.BalanceVersion, found,
                $"its epoch is {account.Epoch}, that of a posting {fold.Epoch}");
            findings.Require(
                fold.Owner == account.OwnerId, LedgerChecks.EventOwner, found,
                $"its row says that {account.OwnerId} owns it, its events {fold.Owner}");
            findings.Require(
                fold.Currency is null || fold.Currency == account.Currency.Code, LedgerChecks.EntryCurrency, found,
                $"its row is in {account.Currency.Code}, its entries in {fold.Currency}");
        }

        return ref fold;
    }

    private void RequirePosted(in AccountFold fold, AccountState account, string found) => findings.Require(
        !fold.KnowsPosted || (fold.Posted == account.Posted && fold.Sequence == account.Sequence),
        LedgerChecks.BalancePosted, found,
        $"the balance row says {account.Posted} after posting {account.Sequence}, its postings {fold.Posted} after {fold.Sequence}");

    private void CompareRow(StoredAccount stored, object found)
    {
        var account = stored.View.Account;
        findings.Require(
            (account.OwnerId, account.Type, account.Currency.Code, account.CreatedAt)
                == (stored.OwnerId, stored.Type, stored.Currency, stored.OpenedAt),
            LedgerChecks.AccountState, found, $"its balance row and its account row differ in what never changes");
        findings.Require(
            account.Held >= 0 && (account.Floor is not { } floor || account.Posted - (Int128)account.Held >= floor),
            LedgerChecks.BalanceFloor, found, $"{account.Posted} posted, {account.Held} held, floor {account.Floor}");
        findings.Require(
            account.Status != AccountStatus.Closed || (account.Posted == 0 && account.Held == 0),
            LedgerChecks.BalanceFloor, found, $"closed with {account.Posted} posted and {account.Held} held");
    }

    private void RequireHeld(ref AccountFold fold, long held, string check, object found, Guid account)
    {
        if (!fold.KnowsHeld)
        {
            fold.KnowsHeld = true;
            fold.Held = held;
        }

        findings.Require(fold.Held == held, check, found, $"account {account}: {held} held, its holds make {fold.Held}");
    }

    private ref AccountFold Find(Guid account, Guid owner, object found)
    {
        ref var fold = ref CollectionsMarshal.GetValueRefOrAddDefault(_folds, account, out var exists);
        if (!exists)
        {
            fold = new AccountFold { Owner = owner, KnowsPosted = isFromStart, KnowsHeld = isFromStart };
        }

        findings.Require(
            fold.Owner == owner, LedgerChecks.EventOwner, found, $"account {account} belongs to {fold.Owner}, the event says {owner}");
        return ref fold;
    }
}
