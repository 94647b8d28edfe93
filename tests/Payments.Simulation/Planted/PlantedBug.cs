using Payments.Domain.Commands;
using Payments.Domain.Ledger;
using Payments.Journal.Writing;
using Payments.Simulation.Database;

namespace Payments.Simulation.Planted;

/// <summary>
/// A mistake that a run may have in place of the product's care, put around its ports: it proves that the checker would
/// see it. The base class has none.
/// </summary>
internal class PlantedBug
{
    /// <summary>No mistake: the product as it is.</summary>
    public static PlantedBug None { get; } = new();

    /// <summary>Whether the database locks the rows that a transaction reads.</summary>
    public virtual bool LocksRows => true;

    /// <summary>Whether the database has its constraints; a mistake that they would stop is tried without them.</summary>
    public virtual bool ChecksConstraints => true;

    /// <summary>Whether commits become visible before they are on the disk.</summary>
    public virtual bool FlushesLater => false;

    /// <summary>Whether the store answers before it knows how the commit ended.</summary>
    public virtual bool AnswersBeforeCommit => false;

    /// <summary>Whether the store takes a COMMIT without an error for a commit.</summary>
    public virtual bool BelievesCommit => false;

    /// <summary>Whether the front end makes a new operation id for each attempt.</summary>
    public virtual bool ForgetsKeys => false;

    /// <summary>Whether holds are swept.</summary>
    public virtual bool Sweeps => true;

    /// <summary>How the silos' writers work; null for what the seed chooses.</summary>
    public virtual JournalWriterOptions? Writer => null;

    /// <summary>Whether balances are written only over the rows that the plan was made from.</summary>
    public virtual bool ComparesVersions => true;

    /// <summary>Whether accounts that answers rely on are looked at again when they were not locked.</summary>
    public virtual bool LooksAtReliedOn => true;

    /// <summary>The commands as the store gets them.</summary>
    public virtual IReadOnlyList<Command> Sent(IReadOnlyList<Command> batch, Tables tables) => batch;

    /// <summary>Changes what the planner gets, in a silo whose clock is wrong by so much.</summary>
    public virtual void BeforePlan(IReadOnlyList<Command> batch, JournalSnapshot snapshot, TimeSpan clockOffset)
    {
    }

    /// <summary>Changes the plan before it is written.</summary>
    public virtual void AfterPlan(IReadOnlyList<Command> batch, JournalPlan plan)
    {
    }

    /// <summary>What the store is told of a failure of a plan without locks; null when it is told of a success.</summary>
    public virtual JournalStoreException? Told(JournalStoreException failed) => failed;

    /// <summary>Looks for the outcome of a lost commit; true when it believes in success.</summary>
    public virtual Task<bool> ResolvesAsync(
        SimulatedTransaction transaction, JournalPlan plan, SimulatedJournalDatabase database, TimeProvider time) =>
        Task.FromResult(false);

    /// <summary>What the store does when an answer never comes.</summary>
    public virtual Task HangAsync() => Task.CompletedTask;

    /// <summary>A store around the store.</summary>
    public virtual IJournalStore Around(IJournalStore store) => store;

    /// <summary>A look-up around the look-up.</summary>
    public virtual ITransferLookup Around(ITransferLookup lookup) => lookup;
}
