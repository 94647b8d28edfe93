#if ORLEANS
using Orleans.Configuration;

namespace Payments.Silo.Hosting;

/// <summary>
/// How quickly silos notice that one of them is gone. Accounts of a dead silo answer nobody until then, so it is quick; a
/// silo that is only slow keeps its accounts, so it takes several missed probes, two voters, and more time for a voter that
/// is slow itself.
/// </summary>
internal static class FailureDetection
{
    // Newer versions of Orleans learn each silo's time-out from its answers, and would go down to half a second: less than a
    // collection of garbage or a busy machine takes. They also wait for three of the longest time-outs, six seconds, before
    // they give up a silo whose connections are still there, whatever its probes say. Bound by name: older versions have
    // neither setting.
    private static readonly IConfiguration ProbeTimeouts = new ConfigurationBuilder().AddInMemoryCollection(
    [
        new("MinProbeTimeout", "00:00:00.8"),
        new("MaxProbeTimeout", "00:00:02"),
    ]).Build();

    internal static void Configure(ClusterMembershipOptions options)
    {
        // Three probes, of which the third goes through another silo, and two votes: a silo that was killed is out of the
        // cluster after about two seconds.
        options.ProbeTimeout = TimeSpan.FromMilliseconds(800);
        ProbeTimeouts.Bind(options);
        options.NumMissedProbesLimit = 3;
        options.NumVotesForDeathDeclaration = 2;
        // A silo that is cut off from all others finds no witness and accuses nobody; the others have each other. Two silos
        // that do not reach each other alone find one in the third, and both stay: with a vote of one each they would take
        // their chance against each other, and the one that is cut off from everybody against all.
        options.EnableIndirectProbes = true;
        options.ExtendProbeTimeoutDuringDegradation = true;

        // When most silos die at once, those left have no second voter. Silos that have given no sign of life for four
        // seconds do not count among the living, so that one vote suffices. Costs one small UPDATE a second and silo. Whose clock
        // is wrong would take the living for silent: see ClockCheck.
        options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(1);
        options.NumMissedTableIAmAliveLimit = 4;

        // Silos tell each other what has changed; this is for those who were not told, and for the signs of life, which nobody
        // tells: half of the time for which they count.
        options.TableRefreshTimeout = TimeSpan.FromSeconds(2);

        options.MaxJoinAttemptTime = TimeSpan.FromMinutes(1);
        options.DefunctSiloCleanupPeriod = TimeSpan.FromMinutes(10);
        options.DefunctSiloExpiration = TimeSpan.FromHours(6);
    }
}
#endif
