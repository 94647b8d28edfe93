using Payments.Domain.Commands;
using Payments.Simulation.Workload;

namespace Payments.Simulation.Checking;

/// <summary>One writer at a time, and nothing before what had ended when it began.</summary>
internal static class OrderChecks
{
    public static IEnumerable<Violation> SingleWriter(Evidence evidence)
    {
        foreach (var account in evidence.Tables.Postings.GroupBy(row => row.AccountId))
        {
            var (sequence, epoch) = (0L, 0L);
            foreach (var row in account)
            {
                if (row.Sequence != ++sequence)
                    yield return new(Invariants.SingleWriter, $"posting {sequence} of {account.Key} has number {row.Sequence}");
                if (row.Epoch < epoch)
                    yield return new(Invariants.SingleWriter, $"posting {sequence} of {account.Key} has epoch {row.Epoch} after {epoch}");

                epoch = row.Epoch;
            }

            if (evidence.Tables.Accounts[account.Key].Sequence != sequence)
                yield return new(Invariants.SingleWriter, $"{account.Key} counts {evidence.Tables.Accounts[account.Key].Sequence} postings, there are {sequence}");
        }

        foreach (var late in LateWriters(evidence).Concat(BackInTime(evidence)))
            yield return late;
    }

    public static IEnumerable<Violation> RealTime(Evidence evidence)
    {
        var acknowledged = evidence.History.Attempts.Where(attempt => attempt.End == End.Ok)
            .GroupBy(attempt => attempt.Request.Number)
            .ToDictionary(key => key.Key, key => key.Min(attempt => attempt.EndedAt!.Value));
        var firstEnd = DateTimeOffset.MaxValue;
        foreach (var (attempt, committedAt) in Effects(evidence).Reverse())
        {
            if (attempt.InvokedAt > firstEnd)
                yield return new(Invariants.RealTime, $"{attempt} began after something that stands behind it in the journal had ended");

            var end = acknowledged.GetValueOrDefault(attempt.Request.Number, DateTimeOffset.MaxValue);
            if (end < committedAt)
                yield return new(Invariants.RealTime, $"{attempt} was acknowledged at {end:mm:ss.fff} and committed at {committedAt:mm:ss.fff}");

            firstEnd = end < firstEnd ? end : firstEnd;
        }
    }

    /// <summary>What each transaction executed for clients, in commit order.</summary>
    private static IEnumerable<(Attempt Attempt, DateTimeOffset CommittedAt)> Effects(Evidence evidence) =>
        from transaction in evidence.Transactions
        from row in transaction.Writes.Operations
        where evidence.ByObject.ContainsKey(row.ObjectId)
        select (evidence.ByObject[row.ObjectId], transaction.CommittedAt);

    /// <summary>A statement up to an instant is found by bisection: an account's postings are in the order of their instants.</summary>
    private static IEnumerable<Violation> BackInTime(Evidence evidence)
    {
        var latest = new Dictionary<Guid, DateTimeOffset>();
        foreach (var (row, at) in evidence.Transactions.SelectMany(one => one.Writes.Postings.Select(row => (row, one.ReadAt))))
        {
            if (at < latest.GetValueOrDefault(row.AccountId))
                yield return new(Invariants.SingleWriter, $"posting {row.Sequence} of {row.AccountId} was recorded before the one before it");

            latest[row.AccountId] = at;
        }
    }

    /// <summary>Writes of an activation after a newer one has taken its place.</summary>
    private static IEnumerable<Violation> LateWriters(Evidence evidence)
    {
        var newest = new Dictionary<Guid, long>();
        foreach (var transaction in evidence.Transactions)
        {
            var executed = transaction.Writes.Operations.Select(row => row.ObjectId).ToHashSet();
            for (var index = 0; index < transaction.Commands.Count; index++)
            {
                if (transaction.Commands[index] is not AccountCommand command)
                    continue;

                var isWrite = executed.Contains(command.ObjectId) || command.Idempotency is null;
                if (transaction.Answers[index] is not Done done || !isWrite)
                    continue;

                var epoch = command is ClaimAccount ? ((AccountOutcome)done.Outcome).Account.Epoch : command.Epoch;
                if (epoch < newest.GetValueOrDefault(command.Account))
                    yield return new(Invariants.SingleWriter, $"{command.GetType().Name} {command.ObjectId} was written with epoch {epoch} after {newest[command.Account]}");
                if (epoch is { } known)
                    newest[command.Account] = Math.Max(known, newest.GetValueOrDefault(command.Account));
            }
        }
    }
}
