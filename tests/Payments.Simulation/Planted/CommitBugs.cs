using Payments.Domain.Commands;
using Payments.Domain.Ledger;
using Payments.Journal.Writing;
using Payments.Simulation.Database;

namespace Payments.Simulation.Planted;

/// <summary>The front end makes a new operation id for each attempt.</summary>
internal sealed class DedupOff : PlantedBug
{
    public override bool ForgetsKeys => true;
}

/// <summary>Whatever is in the journal already counts as a repetition, also to the command that brought it there.</summary>
internal sealed class OwnAnswerIsARepetition : PlantedBug
{
    public override void BeforePlan(IReadOnlyList<Command> batch, JournalSnapshot snapshot, TimeSpan clockOffset)
    {
        foreach (var (id, stored) in snapshot.Operations.ToList())
            snapshot.Operations[id] = stored with { ObjectId = Guid.Empty };
    }
}

/// <summary>The caller is told before the commit.</summary>
internal sealed class AckBeforeCommit : PlantedBug
{
    public override bool AnswersBeforeCommit => true;
}

/// <summary>Rows that the server sent are believed, whatever the COMMIT behind them was answered with.</summary>
internal sealed class ReaderAcknowledgesEarly : PlantedBug
{
    public override bool BelievesCommit => true;
}

/// <summary>Commits are visible and acknowledged before they are on the disk: synchronous_commit = off.</summary>
internal sealed class AckBeforeFlush : PlantedBug
{
    public override bool FlushesLater => true;
}

/// <summary>A cut connection counts as "not executed", because the driver calls it transient.</summary>
internal sealed class RetryOnIsTransient : PlantedBug
{
    public override IJournalStore Around(IJournalStore store) => new Translating(store);

    private sealed class Translating(IJournalStore store) : IJournalStore
    {
        public async Task<IReadOnlyList<Answer>> ExecuteAsync(IReadOnlyList<Command> batch, CancellationToken cancellation)
        {
            try
            {
                return await store.ExecuteAsync(batch, cancellation);
            }
            catch (JournalStoreException e) when (e.Failure == StoreFailure.Unknown)
            {
                throw new JournalStoreException(StoreFailure.Unavailable, "transient", e);
            }
        }
    }
}

/// <summary>An unknown outcome is looked up by the transaction's number, which a crash may have given to another.</summary>
internal sealed class LookUpByXid : PlantedBug
{
    private static readonly TimeSpan LooksAfter = TimeSpan.FromSeconds(4);

    public override async Task<bool> ResolvesAsync(
        SimulatedTransaction transaction, JournalPlan plan, SimulatedJournalDatabase database, TimeProvider time)
    {
        await Task.Delay(LooksAfter, time);
        return transaction.Xid > 0 && database.CommittedXids.Contains(transaction.Xid);
    }
}

/// <summary>An unknown outcome is looked up by a SELECT, which does not see a twin that is still running.</summary>
internal sealed class LookUpBySelect : PlantedBug
{
    public override Task<bool> ResolvesAsync(
        SimulatedTransaction transaction, JournalPlan plan, SimulatedJournalDatabase database, TimeProvider time)
    {
        var isThere = plan.Writes.Operations.Exists(row => database.Tables.Operations.ContainsKey(row.Stamp.OperationId));
        return isThere
            ? Task.FromResult(true)
            : throw new JournalStoreException(StoreFailure.Unavailable, "the SELECT found nothing");
    }
}

/// <summary>A store without a time-out: an answer that never comes is waited for for ever.</summary>
internal sealed class StoreHangs : PlantedBug
{
    // Of two lanes the other one goes on: a silo stands still only when both of them wait, which is rare.
    public override JournalWriterOptions Writer => new() { Lanes = 1 };

    public override Task HangAsync() => new TaskCompletionSource().Task;

    public override IJournalStore Around(IJournalStore store) => new Patient(store);

    private sealed class Patient(IJournalStore store) : IJournalStore
    {
        public Task<IReadOnlyList<Answer>> ExecuteAsync(IReadOnlyList<Command> batch, CancellationToken cancellation) =>
            store.ExecuteAsync(batch, CancellationToken.None);
    }
}

/// <summary>Nobody looks for holds whose time is over.</summary>
internal sealed class SweeperOff : PlantedBug
{
    public override bool Sweeps => false;
}

/// <summary>What was not found once is not looked for again.</summary>
internal sealed class AbsenceRemembered : PlantedBug
{
    public override ITransferLookup Around(ITransferLookup lookup) => new Remembering(lookup);

    private sealed class Remembering(ITransferLookup lookup) : ITransferLookup
    {
        private readonly Dictionary<Guid, TransferFacts?> _seen = [];

        public async Task<TransferFacts?> FindAsync(Guid transferId) =>
            _seen.TryGetValue(transferId, out var known) ? known : _seen[transferId] = await lookup.FindAsync(transferId);
    }
}
