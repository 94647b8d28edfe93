using Payments.History.Records;

namespace Payments.History.Checking;

/// <summary>How soon the service is back when what it stands on is.</summary>
public static class Returns
{
    private const double Second = 1_000_000;

    /// <summary>Faults that end with PostgreSQL's recovery.</summary>
    public static IEnumerable<FaultRecord> OfDatabase(HistoryFile history) =>
        history.Faults.Where(fault => fault is { Fired: true, RecoveredAt: not null, Fault: "F4" or "F5" or "F6" });

    /// <summary>Faults that kill all silos.</summary>
    public static IEnumerable<FaultRecord> OfAllSilos(HistoryFile history) =>
        history.Faults.Where(fault => fault is { Fired: true, Fault: "F19" });

    /// <summary>Seconds from an instant until a request that writes was done; with <paramref name="isNew"/> one that was sent after it.</summary>
    public static double FirstWriteAfter(HistoryFile history, long instant, bool isNew)
    {
        var first = history.Operations
            .Where(one => one is { IsWrite: true, Outcome: Outcome.Ok } && one.End > instant && (!isNew || one.Begin > instant))
            .Select(one => one.End).DefaultIfEmpty(long.MaxValue).Min();
        return first == long.MaxValue ? double.PositiveInfinity : (first - instant) / Second;
    }
}
