using Payments.History.Ledger;
using Payments.History.Records;

namespace Payments.History.Checking;

/// <summary>A statement: its postings without a gap lead from its opening balance to its closing one, which was the account's then.</summary>
internal static class StatementCheck
{
    internal static IEnumerable<Violation> Run(Evidence evidence, Operation read)
    {
        var account = read.Invoke.Account!;
        if (evidence.Ledger.Accounts.GetValueOrDefault(account) is not { } track)
        {
            return [new Violation("statement", $"{account} is not in the journal", read)];
        }

        var lines = read.Completion!.Postings ?? [];
        return Lines(evidence, read, account, lines).Concat(Balances(read, lines)).Concat(Time(evidence, read, track, lines));
    }

    private static IEnumerable<Violation> Lines(Evidence evidence, Operation read, string account, IReadOnlyList<SeenPosting> lines)
    {
        for (var index = 1; index < lines.Count; index++)
        {
            if (lines[index].Sequence != lines[index - 1].Sequence + 1)
            {
                yield return new Violation("statement", $"{lines[index - 1].Sequence} is followed by {lines[index].Sequence}", read);
            }
        }

        foreach (var line in lines.Where(line => !ReadCheck.IsInJournal(evidence.Postings, account, line)))
        {
            yield return new Violation("statement", $"{line} is not in the journal", read);
        }
    }

    private static IEnumerable<Violation> Balances(Operation read, IReadOnlyList<SeenPosting> lines)
    {
        var (opening, closing) = (read.Completion!.Opening, read.Completion.Closing);
        if (opening + lines.Sum(line => line.Amount) != closing)
        {
            yield return new Violation("statement.sum", $"{opening} and {lines.Count} postings are not {closing}", read);
        }

        if (lines.Count > 0 && (lines[0].PostedAfter - lines[0].Amount != opening || lines[^1].PostedAfter != closing))
        {
            yield return new Violation("statement.sum", $"{opening} and {closing} are not the balances around its postings", read);
        }
    }

    /// <summary>It ends neither before what was acknowledged when it was asked for, nor in the future.</summary>
    private static IEnumerable<Violation> Time(Evidence evidence, Operation read, AccountTrack track, IReadOnlyList<SeenPosting> lines)
    {
        var (seen, possible) = (evidence.Windows.SeenBy(read.Begin), evidence.Windows.PossibleAt(read.End));
        var (least, most) = (track.At(seen), track.At(possible));
        if (lines.Count == 0)
        {
            var was = track.ChangesWithin(seen, possible).Select(track.At).Prepend(least);
            if (was.All(state => state.Posted != read.Completion!.Closing))
            {
                yield return new Violation("statement.stale", $"it ends with {read.Completion!.Closing}, which was not the balance then", read);
            }
        }
        else if (lines[^1].Sequence < least.Sequence)
        {
            yield return new Violation("statement.stale", $"it ends at {lines[^1].Sequence}; {least.Sequence} was acknowledged before", read);
        }
        else if (lines[^1].Sequence > most.Sequence)
        {
            yield return new Violation("statement.future", $"it ends at {lines[^1].Sequence}, which was asked for later", read);
        }
    }
}
