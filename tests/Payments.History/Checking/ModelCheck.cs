using Payments.History.Journal;

namespace Payments.History.Checking;

/// <summary>The journal obeys the reference ledger, and its balances are what its entries add up to.</summary>
internal static class ModelCheck
{
    internal static IEnumerable<Violation> Run(Evidence evidence) =>
        evidence.Ledger.Problems.Select(problem => new Violation("model", problem))
            .Concat(Balances(evidence)).Concat(Feed(evidence.Journal)).Concat(Epochs(evidence.Journal)).Concat(Conserved(evidence));

    private static IEnumerable<Violation> Balances(Evidence evidence)
    {
        foreach (var account in evidence.Journal.Accounts)
        {
            var state = evidence.Ledger.Accounts[account.Id].Now;
            if ((state.Posted, state.Held, state.Sequence, state.Version)
                != (account.Posted, account.Held, account.Sequence, account.Version))
            {
                yield return new Violation(
                    "balance",
                    $"{account.Id} has {account.Posted} with {account.Held} held, sequence {account.Sequence}, version {account.Version}; "
                    + $"its entries make {state.Posted} with {state.Held}, sequence {state.Sequence}, version {state.Version}");
            }

            if (account.Floor is { } floor && account.Posted - account.Held < floor)
            {
                yield return new Violation("floor", $"{account.Id} is below its floor");
            }
        }
    }

    private static IEnumerable<Violation> Feed(JournalFile journal)
    {
        for (var index = 1; index < journal.Events.Count; index++)
        {
            if (journal.Events[index].Position != journal.Events[index - 1].Position + 1)
            {
                yield return new Violation("feed", $"after position {journal.Events[index - 1].Position} comes {journal.Events[index].Position}");
            }
        }

        var told = journal.Events.Select(step => step.Entry).OfType<string>().ToHashSet();
        foreach (var entry in journal.Entries.Where(entry => !told.Contains(entry.Id)))
        {
            yield return new Violation("feed", $"no event tells of the entry {entry.Id}");
        }
    }

    /// <summary>One writer at a time: an account's epoch never goes back.</summary>
    private static IEnumerable<Violation> Epochs(JournalFile journal)
    {
        foreach (var postings in journal.Entries.SelectMany(entry => entry.Postings).GroupBy(posting => posting.Account))
        {
            var (sequence, epoch) = (0L, 0L);
            foreach (var posting in postings.OrderBy(posting => posting.Sequence))
            {
                if (posting.Sequence != sequence + 1)
                {
                    yield return new Violation("sequence", $"{postings.Key}: after {sequence} comes {posting.Sequence}");
                }

                if (posting.Epoch < epoch)
                {
                    yield return new Violation("epoch", $"{postings.Key}: epoch {posting.Epoch} wrote {posting.Sequence} after {epoch}");
                }

                (sequence, epoch) = (posting.Sequence, posting.Epoch);
            }
        }
    }

    private static IEnumerable<Violation> Conserved(Evidence evidence)
    {
        foreach (var entry in evidence.Journal.Entries.Where(entry => entry.Postings.Sum(posting => posting.Amount) != 0))
        {
            yield return new Violation("conservation", $"entry {entry.Id} does not sum to zero");
        }

        var run = evidence.History.Run;
        var ours = run.Accounts.ToHashSet();
        var total = evidence.Journal.Accounts.Where(account => ours.Contains(account.Id)).Sum(account => account.Posted);
        if (total != run.Total)
        {
            yield return new Violation("conservation", $"the run's accounts hold {total} together instead of {run.Total}");
        }
    }
}
