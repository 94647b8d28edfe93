using Payments.Domain.Ledger;

namespace Payments.Simulation.Database;

/// <summary>
/// What the schema refuses whatever the rules have decided: the names are those of the SQL constraints and triggers.
/// </summary>
internal static class Constraints
{
    private const long Exact = 9_007_199_254_740_991;

    /// <summary>What is no constraint, but refused like one: a character that no text can hold.</summary>
    public const string Text = "text_without_nul";

    /// <summary>The first constraint that the inserts violate; null when they may go in.</summary>
    public static string? OfInserts(Tables tables, JournalWrites writes) =>
        Texts(writes) ?? Entries(writes) ?? Holds(tables, writes) ?? Approvals(tables, writes);

    private static string? Texts(JournalWrites writes) =>
        writes.Entries.Exists(entry => IsBad(entry.Description)) || writes.Holds.Values.Any(hold => IsBad(hold.Description))
            ? Text
            : null;

    private static bool IsBad(string? text) => text?.Contains('\0', StringComparison.Ordinal) == true;

    private static string? Entries(JournalWrites writes)
    {
        var sums = new Dictionary<Guid, (long Sum, int Count)>();
        foreach (var row in writes.Postings)
        {
            if (row.Amount == 0)
                return "posting_amount_not_zero";

            var (sum, count) = sums.GetValueOrDefault(row.EntryId);
            sums[row.EntryId] = (sum + row.Amount, count + 1);
        }

        foreach (var entry in writes.Entries)
        {
            if (sums.GetValueOrDefault(entry.Id) is not (0, >= 2))
                return "entry_sums_to_zero";
        }

        return null;
    }

    /// <summary>The first constraint that the balances violate; null when they may go in.</summary>
    public static string? OfBalances(Tables tables, JournalWrites writes)
    {
        foreach (var row in writes.Accounts.Values)
        {
            if (row.Floor is { } floor && row.Posted - row.Held < floor)
                return "balance_floor";
            if (row.Held < 0)
                return "balance_held_not_negative";
            if (row.Posted is < -Exact or > Exact)
                return "balance_posted_exact";
            if (row.Status == AccountStatus.Closed && (row.Posted != 0 || row.Held != 0))
                return "balance_closed_is_empty";
            if (row.Version <= 0 || row.Sequence < 0 || row.Epoch < 0 || row.DayDebited < 0)
                return "balance_counts_not_negative";
            if (tables.Accounts.TryGetValue(row.Id, out var old)
                && (row.Version < old.Version || row.Sequence < old.Sequence || row.Epoch < old.Epoch))
                return "balance_moves_on";
        }

        return null;
    }

    private static string? Holds(Tables tables, JournalWrites writes)
    {
        foreach (var row in writes.Holds.Values)
        {
            if (row.Amount <= 0)
                return "hold_amount_positive";
            if (row.PostedAmount < 0 || row.PostedAmount > row.Amount)
                return "hold_posted_within";
            if (row.Status != HoldStatus.Posted && row.PostedAmount != 0)
                return "hold_posted_when_posted";
            if (tables.Holds.TryGetValue(row.TransferId, out var old) && old.Status != HoldStatus.Held)
                return "hold_ends_once";
        }

        return null;
    }

    private static string? Approvals(Tables tables, JournalWrites writes)
    {
        foreach (var row in writes.Approvals.Values)
        {
            if (row.Status is ApprovalStatus.Approved or ApprovalStatus.Rejected && row.DecidedBy == row.RequestedBy)
                return "approval_by_a_second_person";
            if ((row.Status == ApprovalStatus.Pending) != row.DecidedBy is null || (row.Status == ApprovalStatus.Approved) != row.ReversalId is not null)
                return "approval_decided_whole";
            if (tables.Approvals.TryGetValue(row.Id, out var old) && old.Status != ApprovalStatus.Pending)
                return "approval_is_decided_once";
        }

        return null;
    }
}
