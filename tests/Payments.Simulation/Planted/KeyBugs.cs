using Payments.Domain.Commands;
using Payments.Domain.Ledger;

namespace Payments.Simulation.Planted;

/// <summary>A revoked key is told to have ended, and its row stays as it was.</summary>
internal sealed class RevokedKeyWorks : PlantedBug
{
    public override void AfterPlan(IReadOnlyList<Command> batch, JournalPlan plan)
    {
        foreach (var key in batch.OfType<RevokeApiKey>())
            plan.Writes.ApiKeys.Remove(key.KeyId);
    }
}

/// <summary>Rolling a key that has ended gives it a later end.</summary>
internal sealed class RolledKeyRevives : PlantedBug
{
    public override void BeforePlan(IReadOnlyList<Command> batch, JournalSnapshot snapshot, TimeSpan clockOffset)
    {
        foreach (var replaced in batch.OfType<IssueApiKey>().Select(issue => issue.Replaces).OfType<Guid>())
        {
            if (snapshot.ApiKeys.TryGetValue(replaced, out var key))
                snapshot.ApiKeys[replaced] = key with { EndsAt = null };
        }
    }
}
