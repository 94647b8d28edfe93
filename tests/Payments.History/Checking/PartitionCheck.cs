namespace Payments.History.Checking;

/// <summary>When silos reach each other again that could not, every account answers within a bound.</summary>
internal static class PartitionCheck
{
    private const double Second = 1_000_000;

    internal static IEnumerable<Violation> Run(Evidence evidence)
    {
        foreach (var fault in evidence.History.Faults.Where(fault => fault.Partition is not null))
        {
            var (healed, partition) = (fault.RecoveredAt ?? fault.Until, fault.Partition!);
            if (partition.AnsweredAt is not { } answered || answered - healed > partition.AnswerMost * Second)
            {
                yield return new Violation(
                    "recovery", $"{fault.Fault} of {fault.Target}: an account had no answer {partition.AnswerMost} s after the links were whole again", []);
            }
        }
    }
}
