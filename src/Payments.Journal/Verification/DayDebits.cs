using System.Runtime.InteropServices;
using Payments.Domain.Ledger;

namespace Payments.Journal.Verification;

/// <summary>
/// Follows what counts against the accounts' limits for a day, as the rules count it. Only over the whole feed: in the middle
/// nobody knows what the day has had before.
/// </summary>
internal sealed class DayDebits(bool isFromStart, Findings findings)
{
    private readonly Dictionary<Guid, (DateOnly Day, long Debited)> _days = [];

    /// <summary>An account begins with a day on which nothing was debited.</summary>
    internal void Open(Guid account, DateTimeOffset at)
    {
        if (isFromStart)
        {
            _days[account] = (DayOf(at), 0);
        }
    }

    /// <summary>A transfer or a new hold takes an amount.</summary>
    internal void Spend(Guid account, Int128 amount, DateTimeOffset at)
    {
        if (isFromStart)
        {
            ref var day = ref CollectionsMarshal.GetValueRefOrAddDefault(_days, account, out _);
            var before = day.Day == DayOf(at) ? day.Debited : 0;
            day = (DayOf(at), long.CreateSaturating(before + amount));
        }
    }

    /// <summary>What returns from a hold of the same day counts no longer.</summary>
    internal void GiveBack(Guid account, Int128 amount, DateTimeOffset heldAt, DateTimeOffset at)
    {
        if (isFromStart && _days.TryGetValue(account, out var day) && DayOf(heldAt) == DayOf(at) && day.Day == DayOf(at))
        {
            _days[account] = (day.Day, long.CreateSaturating(day.Debited - amount));
        }
    }

    /// <summary>Compares with the account's row at the head of the feed.</summary>
    internal void Compare(AccountState account)
    {
        if (_days.TryGetValue(account.Id, out var day))
        {
            findings.Require(
                (account.Day, account.DayDebited) == day, LedgerChecks.BalanceDay, $"account {account.Id}",
                $"its row says {account.DayDebited} on {account.Day:O}, its transfers and holds make {day.Debited} on {day.Day:O}");
        }
    }

    private static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);
}
