using Payments.History.Journal;
using Payments.History.Records;
using Payments.History.Search;

namespace Payments.History.Checking;

/// <summary>Judges what clients saw against what the journal holds. Shares no code with the product.</summary>
public static class HistoryChecker
{
    private static readonly Func<Evidence, IEnumerable<Violation>>[] Checks =
    [
        SetCheck.Run, OrderCheck.Run, ModelCheck.Run, AnswerCheck.Run, RefusalCheck.Run, ReadCheck.Run, IdempotencyCheck.Run,
        HoldCheck.Run, PlannedCheck.Run, PartitionCheck.Run, RecoveryCheck.Run, LateCheck.Run, FinalCheck.Run, RetryAfterCheck.Run,
    ];

    /// <summary>Runs every check.</summary>
    public static Report Check(HistoryFile history, JournalFile journal)
    {
        var evidence = new Evidence(history, journal);
        var violations = Checks.AsParallel().AsOrdered().SelectMany(check => check(evidence)).ToList();
        var (impossible, givenUp) = SearchCheck.Run(evidence);
        violations.AddRange(impossible);
        return new Report(
            violations,
            [.. Vacuity.Run(history), .. givenUp.Select(account => $"{account} has too many possible orders to search")],
            history.Operations.Count(operation => operation.Outcome == Outcome.Ok));
    }
}
