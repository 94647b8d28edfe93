using Payments.Journal.Writing;

namespace Payments.Simulation.Planted;

/// <summary>A plan is written whatever has become of the balances that it was made from.</summary>
internal sealed class VersionNotCompared : PlantedBug
{
    public override bool ComparesVersions => false;

    public override bool ChecksConstraints => false;
}

/// <summary>A refusal without locks, or a balance that is told with it, may be older than the transaction.</summary>
internal sealed class RelianceNotLookedAt : PlantedBug
{
    public override bool LooksAtReliedOn => false;
}

/// <summary>A plan that the database has undone counts as written.</summary>
internal sealed class StalePlanBelieved : PlantedBug
{
    public override JournalStoreException? Told(JournalStoreException failed) => failed.IsStalePlan ? null : failed;
}
