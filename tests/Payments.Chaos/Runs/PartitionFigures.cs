namespace Payments.Chaos.Runs;

/// <summary>What silos did that could not reach each other, and how soon all was well again.</summary>
internal static class PartitionFigures
{
    private const double Second = 1_000_000;

    internal static IEnumerable<string> Of(HistoryFile history) => history.Faults
        .Where(fault => fault is { Fired: true, Partition: not null })
        .GroupBy(fault => fault.Fault)
        .OrderBy(kind => kind.Key, StringComparer.Ordinal)
        .Select(kind => $"{kind.Key}, {kind.Count()} times: {Deaths([.. kind.Where(fault => fault.Partition!.DeadAt is not null)])}{Recovery(kind)}");

    private static string Deaths(List<FaultRecord> deaths)
    {
        if (deaths.Count == 0)
        {
            return "";
        }

        var latest = deaths.Max(fault => fault.Partition!.DeadAt!.Value - fault.From) / Second;
        return $"the silo was declared dead after {latest:F1} s at the latest; {deaths.Sum(fault => fault.Partition!.Twice)} accounts were active on both sides; "
            + $"the dead side executed {deaths.Sum(fault => fault.Partition!.Executed)} commands, {deaths.Sum(fault => fault.Partition!.Fenced)} of which were fenced off; ";
    }

    private static string Recovery(IEnumerable<FaultRecord> kind)
    {
        var latest = kind.Max(fault => (fault.Partition!.AnsweredAt - fault.RecoveredAt) / Second);
        return $"every account answered {latest:F1} s after the links were whole again at the latest";
    }
}
