using Payments.Domain.Ledger;

namespace Payments.Simulation.Checking;

/// <summary>Money is never made or lost, and every balance is what its postings and holds say.</summary>
internal static class MoneyChecks
{
    private static readonly TimeSpan SweepWithin = TimeSpan.FromSeconds(10);

    public static IEnumerable<Violation> Conservation(Evidence evidence)
    {
        var tables = evidence.Tables;
        foreach (var entry in tables.Postings.GroupBy(row => row.EntryId))
        {
            var sum = entry.Sum(row => row.Amount);
            if (sum != 0 || entry.Count() < 2)
                yield return new(Invariants.Conservation, $"entry {entry.Key} sums to {sum} over {entry.Count()} postings");
            if (entry.Any(row => tables.Accounts[row.AccountId].Currency != tables.Entries[entry.Key].Currency))
                yield return new(Invariants.Conservation, $"entry {entry.Key} mixes currencies");
        }

        foreach (var currency in tables.Accounts.Values.GroupBy(account => account.Currency))
        {
            var sum = currency.Sum(account => account.Posted);
            if (sum != 0)
                yield return new(Invariants.Conservation, $"all {currency.Key.Code} balances sum to {sum}");
        }
    }

    public static IEnumerable<Violation> Fold(Evidence evidence)
    {
        var sums = new Dictionary<Guid, long>();
        foreach (var row in evidence.Tables.Postings)
        {
            var sum = sums[row.AccountId] = sums.GetValueOrDefault(row.AccountId) + row.Amount;
            if (row.PostedAfter != sum)
                yield return new(Invariants.Fold, $"posting {row.AccountId}/{row.Sequence} says {row.PostedAfter}, the fold is {sum}");
        }

        foreach (var account in evidence.Tables.Accounts.Values)
        {
            var sum = sums.GetValueOrDefault(account.Id);
            if (account.Posted != sum)
                yield return new(Invariants.Fold, $"account {account.Id} says {account.Posted}, the fold is {sum}");
            if (account.Floor is { } floor && account.Posted - account.Held < floor)
                yield return new(Invariants.Fold, $"account {account.Id} is below its floor: {account.Posted} - {account.Held} < {floor}");
        }
    }

    public static IEnumerable<Violation> Holds(Evidence evidence)
    {
        var open = evidence.Tables.Holds.Values.Where(hold => hold.Status == HoldStatus.Held).ToLookup(hold => hold.Source);
        foreach (var account in evidence.Tables.Accounts.Values)
        {
            var held = open[account.Id].Sum(hold => hold.Amount);
            if (account.Held != held)
                yield return new(Invariants.Holds, $"account {account.Id} has {account.Held} held, its open holds are {held}");
        }
    }

    public static IEnumerable<Violation> NothingOverdue(Evidence evidence) =>
        from hold in evidence.Tables.Holds.Values
        where hold.Status == HoldStatus.Held && hold.ExpiresAt + SweepWithin < evidence.DatabaseNow
        select new Violation(Invariants.Overdue, $"hold {hold.TransferId} was over at {hold.ExpiresAt:T}, it is {evidence.DatabaseNow:T}");
}
