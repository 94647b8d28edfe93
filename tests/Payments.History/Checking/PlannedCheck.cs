using Payments.History.Records;

namespace Payments.History.Checking;

/// <summary>What an operator does on purpose, a drain or a rolling upgrade, no client notices.</summary>
public static class PlannedCheck
{
    /// <summary>Requests that were sent while it was done, and those of them that failed with certainty or without.</summary>
    public static (int Sent, IReadOnlyList<Operation> Errors, IReadOnlyList<Operation> Unknown) Meanwhile(HistoryFile history, FaultRecord planned)
    {
        var sent = history.Operations.Where(one => one.Begin >= planned.From && one.Begin <= planned.Until).ToList();
        return (
            sent.Count,
            [.. sent.Where(one => one.Outcome == Outcome.Fail && one.Completion!.Status >= 500)],
            [.. sent.Where(one => one.IsUnanswered)]);
    }

    internal static IEnumerable<Violation> Run(Evidence evidence)
    {
        foreach (var planned in evidence.History.Faults.Where(fault => !fault.HasEnded))
        {
            yield return new Violation("planned", $"{planned.Fault} of {planned.Target} was begun and did not come to its end");
        }

        foreach (var planned in evidence.History.Faults.Where(fault => fault is { Fired: true, UnknownMost: not null }))
        {
            var (sent, errors, unknown) = Meanwhile(evidence.History, planned);
            if (errors.Count > 0)
            {
                yield return new Violation("planned", $"{errors.Count} requests failed during {planned.Fault} of {planned.Target}", errors);
            }

            if (unknown.Count > planned.UnknownMost * sent)
            {
                yield return new Violation(
                    "planned", $"{unknown.Count} of {sent} requests had no certain answer during {planned.Fault} of {planned.Target}", unknown);
            }
        }
    }
}
