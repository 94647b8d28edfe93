using Payments.Domain.Commands;
using Payments.Domain.Refusals;

namespace Payments.Domain.Ledger;

/// <summary>Rules of a batch of transfers: each for itself, or all or nothing.</summary>
internal static class BatchRules
{
    internal static Answer Execute(PlanningBook book, TransferBatch command)
    {
        var mark = new Mark(book, command);
        var results = new List<BatchResult>(command.Transfers.Count);
        foreach (var transfer in command.Transfers)
        {
            var answer = TransferRules.Transfer(book, transfer, command.BatchId);
            var refusal = (answer as Refused)?.Refusal;
            results.Add(new BatchResult(refusal is null ? transfer.TransferId : null, refusal));
            if (refusal is not null && command.AllOrNothing)
            {
                mark.UndoAll();
                return PlanningBook.Refuse(AllRefused(refusal, results.Count - 1));
            }
        }

        return new Done(new BatchOutcome { RecordedAt = book.Now, BatchId = command.BatchId, Results = results });
    }

    private static Refusal AllRefused(Refusal refusal, int index) =>
        new(RefusalCodes.BatchRefused, $"transfer {index}: {refusal.Code}: {refusal.Detail}", $"/transfers/{index}{refusal.Pointer}");

    /// <summary>The book as it was before the batch, to go back to.</summary>
    private sealed class Mark
    {
        private readonly PlanningBook _book;
        private readonly List<(Guid Id, AccountState? State, bool Written)> _accounts;
        private readonly int _entries;
        private readonly int _postings;
        private readonly int _events;

        internal Mark(PlanningBook book, TransferBatch command)
        {
            _book = book;
            _accounts = [.. JournalDemand.Of([command]).Accounts
                .Select(id => (id, book.Account(id), book.Writes.Accounts.ContainsKey(id)))];
            _entries = book.Writes.Entries.Count;
            _postings = book.Writes.Postings.Count;
            _events = book.Writes.Events.Count;
        }

        internal void UndoAll()
        {
            var writes = _book.Writes;
            writes.Entries.RemoveRange(_entries, writes.Entries.Count - _entries);
            writes.Postings.RemoveRange(_postings, writes.Postings.Count - _postings);
            writes.Events.RemoveRange(_events, writes.Events.Count - _events);
            foreach (var (id, state, written) in _accounts)
            {
                if (state is not null)
                {
                    _book.Save(state);
                }

                if (!written)
                {
                    writes.Accounts.Remove(id);
                }
            }
        }
    }
}
