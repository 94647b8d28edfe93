using Payments.Domain.Commands;
using Payments.Domain.Ledger;

namespace Payments.Journal.Writing;

/// <summary>A plan together with the account rows that it was made from.</summary>
internal sealed class PlannedBatch
{
    private PlannedBatch(
        JournalPlan plan, DateTimeOffset now, List<(AccountState Before, AccountState After)> changed, List<AccountState> relied)
    {
        (Plan, Now, Changed, ReliedOn) = (plan, now, changed, relied);
    }

    internal JournalPlan Plan { get; }

    internal DateTimeOffset Now { get; }

    /// <summary>Accounts that existed and change, by id: every writer takes their locks in the same order.</summary>
    internal List<(AccountState Before, AccountState After)> Changed { get; }

    /// <summary>
    /// Accounts that a refusal was decided from, or that an answer tells of, and that do not change: without locks they must be
    /// looked at again.
    /// </summary>
    internal List<AccountState> ReliedOn { get; }

    internal static PlannedBatch Make(IReadOnlyList<Command> commands, JournalSnapshot snapshot)
    {
        var before = new Dictionary<Guid, AccountState>(snapshot.Accounts);
        var plan = JournalPlanner.Plan(commands, snapshot);
        var changed = new List<(AccountState Before, AccountState After)>(plan.Writes.Accounts.Count);
        foreach (var after in plan.Writes.Accounts.Values)
        {
            if (before.TryGetValue(after.Id, out var known))
            {
                changed.Add((known, after));
            }
        }

        changed.Sort(static (left, right) => left.After.Id.CompareTo(right.After.Id));
        return new PlannedBatch(plan, snapshot.Now, changed, FindReliedOn(commands, plan, before));
    }

    private static List<AccountState> FindReliedOn(
        IReadOnlyList<Command> commands, JournalPlan plan, Dictionary<Guid, AccountState> before)
    {
        var relied = new List<AccountState>();
        var seen = new HashSet<Guid>();
        for (var index = 0; index < commands.Count; index++)
        {
            // A hold tells its destination's balance without changing it, and this writer may remember an old one.
            var relies = plan.Answers[index] is Refused { Replayed: false } or Fenced
                || commands[index] is TransferBatch or TransferMoney { HoldFor: not null } or SettleHold;
            if (!relies)
            {
                continue;
            }

            foreach (var id in JournalDemand.Of([commands[index]]).Accounts)
            {
                if (!plan.Writes.Accounts.ContainsKey(id) && before.TryGetValue(id, out var state) && seen.Add(id))
                {
                    relied.Add(state);
                }
            }
        }

        return relied;
    }
}
