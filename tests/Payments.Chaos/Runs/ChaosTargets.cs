using Payments.Chaos.Load;

namespace Payments.Chaos.Runs;

/// <summary>What a run has to reach, by how long it is and what it shares its machine with.</summary>
internal static class ChaosTargets
{
    /// <summary>From this length on, a run of all faults has to see as much as a release asks for.</summary>
    private static readonly TimeSpan Release = TimeSpan.FromMinutes(20);

    /// <summary>
    /// The product answers after ten seconds. A part of all tests may run on a machine that is busy: there a request is late only
    /// when its client has given up.
    /// </summary>
    private static readonly RunTargets Shared = new()
    {
        AnswerWithin = ChaosClient.Longest.TotalSeconds - 0.5,
        DatabaseBack = 30,
    };

    private static readonly RunTargets Alone = new()
    {
        AnswerWithin = 14,
        AccountsBack = 5,
        OthersWrong = 0.001,
        DatabaseBack = 5,
        DatabaseErrors = 2,
        ColdStart = 30,
        Refused = 1,
    };

    /// <param name="length">How long faults are made; zero for a part of all tests.</param>
    /// <param name="isWhole">Whether every fault is made that such a run makes, and not a choice of them.</param>
    internal static RunTargets Of(TimeSpan length, bool isWhole)
    {
        var targets = length > TimeSpan.Zero ? Alone : Shared;
        targets = targets with { UnknownByFaults = isWhole ? 0.005 : 0 };
        return isWhole && length >= Release
            ? targets with { Acknowledged = 200_000, Strikes = 60, AccountsAsked = 30, OthersAsked = 1_000, Codes = Codes }
            : targets;
    }

    /// <summary>
    /// All codes that this load and these faults bring about for certain. <c>outcome_unknown</c> and <c>idempotency_key_in_flight</c>
    /// are not among them: they take a request that waits out its whole time, which is what the product avoids.
    /// </summary>
    private static readonly string[] Codes =
    [
        "insufficient_funds", "batch_refused", "hold_already_posted", "hold_already_voided", "hold_expired", "already_reversed",
        "not_reversible", "amount_exceeds_hold", "idempotency_key_reused", "not_executed",
    ];
}
