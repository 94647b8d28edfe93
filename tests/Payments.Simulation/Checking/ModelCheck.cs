using Payments.Simulation.Database;

namespace Payments.Simulation.Checking;

/// <summary>Replays the database's history through the reference ledger: the same decisions, the same rows.</summary>
internal static class ModelCheck
{
    /// <summary>The first difference; what comes after it says nothing.</summary>
    public static IEnumerable<Violation> Replay(Evidence evidence)
    {
        var ledger = new ReferenceLedger();
        foreach (var transaction in evidence.Transactions)
        {
            var difference = DiffersAsSeen(ledger, transaction);
            ledger.Book.EndTransaction();
            if (difference is not null)
                return [new Violation(Invariants.Model, $"in transaction {transaction.Xid} of {transaction.Session}: {difference}")];
        }

        var unseen = evidence.Tables.Accounts.Values.Select(row => ledger.Book.Accounts[row.Id].Against(row)).FirstOrDefault(text => text is not null);
        return unseen is null ? [] : [new Violation(Invariants.Model, $"at the end: {unseen}")];
    }

    /// <summary>
    /// What was decided about an account without a lock and without a change holds at a moment within the transaction, not
    /// necessarily at its commit.
    /// </summary>
    private static string? DiffersAsSeen(ReferenceLedger ledger, CommittedTransaction transaction)
    {
        var book = ledger.Book;
        var now = transaction.SeenAt.Select(seen => (seen.Key, Account: book.GoBack(seen.Key, seen.Value))).ToList();
        var difference = Differs(ledger, transaction);
        foreach (var (id, account) in now.Where(seen => !book.Touched.Contains(seen.Key)))
        {
            if (account is null)
                book.Accounts.Remove(id);
            else
                book.Accounts[id] = account;
        }

        return difference;
    }

    private static string? Differs(ReferenceLedger ledger, CommittedTransaction transaction)
    {
        ledger.BeginTransaction(transaction.ReadAt, transaction.KeysSeenAt);
        for (var index = 0; index < transaction.Commands.Count; index++)
        {
            if (ledger.Apply(transaction.Commands[index], transaction.Answers[index]) is { } wrong)
                return wrong;
        }

        var (book, writes) = (ledger.Book, transaction.Writes);
        if (!book.Postings.SequenceEqual(writes.Postings.Select(
            row => (row.EntryId, row.AccountId, row.Amount, row.Sequence, row.PostedAfter, row.HeldAfter))))
            return $"postings are [{string.Join(", ", writes.Postings)}], the reference says [{string.Join(", ", book.Postings)}]";
        if (!book.Events.SequenceEqual(writes.Events.Select(row => (row.Type, row.ObjectId, row.ObjectSequence))))
            return $"events are [{string.Join(", ", writes.Events)}], the reference says [{string.Join(", ", book.Events)}]";
        if (!book.Touched.SetEquals(writes.Accounts.Keys))
            return $"accounts [{string.Join(", ", writes.Accounts.Keys)}] were written, the reference says [{string.Join(", ", book.Touched)}]";

        return writes.Accounts.Values.Select(row => book.Accounts[row.Id].Against(row)).FirstOrDefault(text => text is not null)
            ?? writes.Holds.Values.Select(row => Against(book, row)).FirstOrDefault(text => text is not null)
            ?? writes.Approvals.Values.Where(row => book.Approvals[row.Id].Status != row.Status || book.Approvals[row.Id].ExpiresAt != row.ExpiresAt)
                .Select(row => $"{row} is written, the reference says {book.Approvals[row.Id]}").FirstOrDefault()
            ?? writes.ApiKeys.Values.Where(row => (book.ApiKeys[row.Id].EndsAt, book.ApiKeys[row.Id].Told) != (row.EndsAt, row.Events))
                .Select(row => $"{row} is written, the reference says {book.ApiKeys[row.Id]}").FirstOrDefault()
            ?? Keys(book, transaction);
    }

    private static string? Against(ReferenceBook book, Payments.Domain.Ledger.HoldState row)
    {
        var hold = book.Holds[row.TransferId];
        var mine = (hold.Status, hold.Amount, hold.Posted, hold.ExpiresAt);
        var its = (row.Status, row.Amount, row.PostedAmount, row.ExpiresAt);
        return mine == its ? null : $"hold {row.TransferId} is {its}, the reference says {mine}";
    }

    private static string? Keys(ReferenceBook book, CommittedTransaction transaction)
    {
        var written = transaction.Writes.Operations.Select(row => row.Stamp.OperationId).ToHashSet();
        foreach (var stamp in transaction.Commands.Select(command => command.Idempotency).OfType<Payments.Domain.Commands.IdempotencyStamp>())
        {
            if (written.Contains(stamp.OperationId) && !book.Keys.ContainsKey(stamp.OperationId))
                return $"key {stamp.Key} was recorded for a refusal that does not last";
        }

        book.Recorded.UnionWith(written);
        return book.Keys.Count == book.Recorded.Count ? null : "a key that has its end was not recorded";
    }
}
