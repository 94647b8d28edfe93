using Payments.Domain.Commands;
using Payments.Domain.Ledger;
using Payments.Simulation.Database;

namespace Payments.Simulation.Planted;

/// <summary>Two activations may write: the account's epoch is taken from the row, not from the activation.</summary>
internal sealed class FenceOff : PlantedBug
{
    public override IReadOnlyList<Command> Sent(IReadOnlyList<Command> batch, Tables tables) =>
        [.. batch.Select(command => command is AccountCommand { Epoch: not null } fenced
            && tables.Accounts.TryGetValue(fenced.Account, out var account) ? fenced with { Epoch = account.Epoch } : command)];
}

/// <summary>The silo's clock decides whether a hold is over, not the database's.</summary>
internal sealed class ExpiryByTheSilosClock : PlantedBug
{
    public override void BeforePlan(IReadOnlyList<Command> batch, JournalSnapshot snapshot, TimeSpan clockOffset)
    {
        snapshot.Now += clockOffset;
    }
}

/// <summary>A reversal does not look whether the entry was reversed before.</summary>
internal sealed class ReversalTwice : PlantedBug
{
    public override bool ChecksConstraints => false;

    public override void BeforePlan(IReadOnlyList<Command> batch, JournalSnapshot snapshot, TimeSpan clockOffset)
    {
        foreach (var (id, original) in snapshot.Originals.ToList())
            snapshot.Originals[id] = original with { Reversed = false };
    }
}

/// <summary>The floor is not looked at.</summary>
internal sealed class FloorOff : PlantedBug
{
    private readonly Dictionary<Guid, long?> _floors = [];

    public override bool ChecksConstraints => false;

    public override void BeforePlan(IReadOnlyList<Command> batch, JournalSnapshot snapshot, TimeSpan clockOffset)
    {
        foreach (var (id, account) in snapshot.Accounts.ToList())
        {
            _floors[id] = account.Floor;
            snapshot.Accounts[id] = account with { Floor = null };
        }
    }

    public override void AfterPlan(IReadOnlyList<Command> batch, JournalPlan plan)
    {
        var limits = batch.OfType<ChangeAccountLimits>().Select(command => command.AccountId).ToHashSet();
        foreach (var (id, account) in plan.Writes.Accounts.ToList())
        {
            if (!limits.Contains(id) && _floors.TryGetValue(id, out var floor))
                plan.Writes.Accounts[id] = account with { Floor = floor };
        }
    }
}

/// <summary>The credited account gets one minor unit too much, now and then.</summary>
internal sealed class SumOffByOne : PlantedBug
{
    private int _transactions;

    public override bool ChecksConstraints => false;

    public override void AfterPlan(IReadOnlyList<Command> batch, JournalPlan plan)
    {
        var postings = plan.Writes.Postings;
        if (postings.Count > 0 && ++_transactions % 20 == 0 && postings[^1].Amount > 0)
            postings[^1] = postings[^1] with { Amount = postings[^1].Amount + 1 };
    }
}

/// <summary>A hold that is voided, or posted in part, keeps what it held.</summary>
internal sealed class HoldNotFreed : PlantedBug
{
    public override bool ChecksConstraints => false;

    public override void AfterPlan(IReadOnlyList<Command> batch, JournalPlan plan)
    {
        foreach (var hold in plan.Writes.Holds.Values.Where(hold => hold.Status is HoldStatus.Voided or HoldStatus.Posted))
        {
            var source = plan.Writes.Accounts[hold.Source];
            plan.Writes.Accounts[hold.Source] = source with { Held = source.Held + hold.Amount - hold.PostedAmount };
        }
    }
}

/// <summary>A refusal does not become the lasting answer of its key.</summary>
internal sealed class RefusalNotKept : PlantedBug
{
    public override void AfterPlan(IReadOnlyList<Command> batch, JournalPlan plan)
    {
        plan.Writes.Operations.RemoveAll(row => row.Refusal is not null);
    }
}

/// <summary>An event is not written, now and then.</summary>
internal sealed class EventMissing : PlantedBug
{
    private int _transactions;

    public override void AfterPlan(IReadOnlyList<Command> batch, JournalPlan plan)
    {
        if (plan.Writes.Events.Count > 0 && ++_transactions % 20 == 0)
            plan.Writes.Events.RemoveAt(plan.Writes.Events.Count - 1);
    }
}

/// <summary>The events of a transaction go out in the wrong order.</summary>
internal sealed class EventsInWrongOrder : PlantedBug
{
    public override void AfterPlan(IReadOnlyList<Command> batch, JournalPlan plan)
    {
        plan.Writes.Events.Reverse();
    }
}

/// <summary>Rows are read without a lock, and an older balance overwrites a newer one.</summary>
internal sealed class StaleBalanceWrite : PlantedBug
{
    public override bool LocksRows => false;

    public override bool ComparesVersions => false;

    public override bool ChecksConstraints => false;
}

/// <summary>When a batch holds a command that spoils it, the neighbours are written without their credits.</summary>
internal sealed class CreditLostBesideABadCommand : PlantedBug
{
    public override bool ChecksConstraints => false;

    public override void AfterPlan(IReadOnlyList<Command> batch, JournalPlan plan)
    {
        var credited = plan.Writes.Postings.FindAll(row => row.Amount > 0);
        var isSpoilt = plan.Writes.Entries.Exists(entry => entry.Description?.Contains('\0', StringComparison.Ordinal) == true);
        if (isSpoilt && credited.Count > 0)
            plan.Writes.Accounts.Remove(credited[^1].AccountId);
    }
}
