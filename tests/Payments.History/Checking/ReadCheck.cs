using Payments.History.Ledger;
using Payments.History.Records;

namespace Payments.History.Checking;

/// <summary>Reads show states that were, none older than what was acknowledged before them.</summary>
internal static class ReadCheck
{
    internal static IEnumerable<Violation> Run(Evidence evidence) =>
        evidence.History.Operations.Where(read => !read.IsWrite && read.Outcome == Outcome.Ok)
            .SelectMany(read => read.Invoke.Kind switch
            {
                OperationKind.ReadEntries => Entries(evidence, read),
                OperationKind.ReadTransfer => Transfer(evidence, read),
                OperationKind.ReadStatement => StatementCheck.Run(evidence, read),
                _ => Balances(evidence, read),
            })
            .Concat(Missing(evidence));

    private static IEnumerable<Violation> Balances(Evidence evidence, Operation read)
    {
        var seen = read.Completion!.Balances ?? [];
        foreach (var balance in seen)
        {
            if (Wrong(evidence, read, balance, read.Begin) is { } wrong)
            {
                yield return wrong;
            }
        }

        if (read.Invoke.Kind != OperationKind.ReadAccounts)
        {
            yield break;
        }

        if (seen.Sum(balance => balance.Posted) != evidence.History.Run.Total && seen.Count == evidence.History.Run.Accounts.Count)
        {
            yield return new Violation("read.sum", $"all accounts together hold {seen.Sum(balance => balance.Posted)}", read);
        }

        if (IsFractured(evidence, seen))
        {
            yield return new Violation("read.fractured", "the balances were never there at one time", read);
        }
    }

    /// <summary>What is wrong with a balance that was read not before an instant; null when nothing is.</summary>
    internal static Violation? Wrong(Evidence evidence, Operation read, SeenBalance seen, long begin)
    {
        if (evidence.Ledger.Accounts.GetValueOrDefault(seen.Account) is not { } track || track.OfVersion(seen.Version) is not { } state)
        {
            return new Violation("read.value", $"{seen.Account} never had the version {seen.Version}", read);
        }

        if ((state.Posted, state.Held) != (seen.Posted, seen.Pending) || (seen.Sequence is { } sequence && sequence != state.Sequence))
        {
            return new Violation("read.value", $"{seen.Account} in version {seen.Version} was {state}, not {seen}", read);
        }

        var least = track.At(evidence.Windows.SeenBy(begin)).Version;
        if (seen.Version < least)
        {
            return new Violation("read.stale", $"{seen.Account} shows version {seen.Version}; {least} was acknowledged before", read);
        }

        return seen.Version > track.At(evidence.Windows.PossibleAt(read.End)).Version
            ? new Violation("read.future", $"{seen.Account} shows version {seen.Version}, which was asked for later", read)
            : null;
    }

    /// <summary>True when no position has all of the states.</summary>
    private static bool IsFractured(Evidence evidence, IReadOnlyList<SeenBalance> seen)
    {
        var (from, until) = (0L, long.MaxValue);
        foreach (var balance in seen)
        {
            if (evidence.Ledger.Accounts.GetValueOrDefault(balance.Account) is { } track && track.OfVersion(balance.Version) is { } state)
            {
                (from, until) = (Math.Max(from, state.Position), Math.Min(until, track.EndOf(state)));
            }
        }

        return from > until;
    }

    private static IEnumerable<Violation> Entries(Evidence evidence, Operation read)
    {
        if (evidence.Ledger.Accounts.GetValueOrDefault(read.Invoke.Account!) is not { } track)
        {
            yield return new Violation("list", $"{read.Invoke.Account} is not in the journal", read);
            yield break;
        }

        var seen = read.Completion!.Postings ?? [];
        for (var index = 1; index < seen.Count; index++)
        {
            if (seen[index].Sequence != seen[index - 1].Sequence - 1)
            {
                yield return new Violation("list", $"{seen[index - 1].Sequence} is followed by {seen[index].Sequence}", read);
            }
        }

        var newest = seen.Count == 0 ? 0 : seen[0].Sequence;
        if (newest < track.At(evidence.Windows.SeenBy(read.Begin)).Sequence)
        {
            yield return new Violation("list.stale", $"ends at {newest}; more was acknowledged before", read);
        }

        foreach (var posting in seen.Where(posting => !IsInJournal(evidence.Postings, read.Invoke.Account!, posting)))
        {
            yield return new Violation("list", $"{posting} is not in the journal", read);
        }
    }

    internal static bool IsInJournal(
        IReadOnlyDictionary<(string, long), SeenPosting> journal, string account, SeenPosting posting) =>
        journal.GetValueOrDefault((account, posting.Sequence)) == posting;

    private static IEnumerable<Violation> Transfer(Evidence evidence, Operation read)
    {
        var status = read.Completion!.TransferStatus;
        if (evidence.Ledger.Transfers.GetValueOrDefault(read.Invoke.Transfer!) is not { } transfer)
        {
            yield return new Violation("read.value", $"{read.Invoke.Transfer} is not in the journal", read);
        }
        else if (!StatusesWithin(transfer, evidence.Windows.SeenBy(read.Begin), evidence.Windows.PossibleAt(read.End)).Contains(status))
        {
            yield return new Violation("read.value", $"{read.Invoke.Transfer} was not {status} then", read);
        }
    }

    private static IEnumerable<string?> StatusesWithin(TransferTrack transfer, long first, long last) =>
        transfer.ChangesWithin(first, last).Prepend(first).Select(transfer.StatusAt);

    /// <summary>What was acknowledged before a read may not be unknown to it.</summary>
    private static IEnumerable<Violation> Missing(Evidence evidence) =>
        evidence.History.Operations
            .Where(read => read is { Invoke.Kind: OperationKind.ReadTransfer, Outcome: Outcome.Fail, Completion.Status: 404 })
            .Where(read => evidence.Ledger.Transfers.GetValueOrDefault(read.Invoke.Transfer!) is { } transfer
                && transfer.Position <= evidence.Windows.SeenBy(read.Begin))
            .Select(read => new Violation("read.lost", $"{read.Invoke.Transfer} was acknowledged before", read));
}
