namespace Payments.Simulation.Checking;

/// <summary>Judges a run. Shares no code with the rules that it judges: commands and rows are only read.</summary>
internal static class HistoryChecker
{
    private const int ShownOfEach = 3;

    private static readonly Func<Evidence, IEnumerable<Violation>>[] Checks =
    [
        MoneyChecks.Conservation, MoneyChecks.Fold, MoneyChecks.Holds, MoneyChecks.NothingOverdue,
        ClientChecks.NoLostAck, ClientChecks.NoPhantom, ClientChecks.Bounded,
        IdempotencyChecks.OneEffect, IdempotencyChecks.OneAnswer, IdempotencyChecks.Repetitions,
        ReadChecks.Balances, ReadChecks.Transfers,
        OrderChecks.SingleWriter, OrderChecks.RealTime,
        EventChecks.Events, ApprovalChecks.TwoPeople, ApprovalChecks.NothingOverdue, KeyChecks.EndedKeys,
        ModelCheck.Replay,
    ];

    /// <summary>The invariants that do not hold, a few witnesses of each.</summary>
    public static IReadOnlyList<Violation> Check(Evidence evidence) =>
        [.. Checks.SelectMany(check => check(evidence).Take(ShownOfEach))];
}
