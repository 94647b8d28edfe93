using Payments.History.Records;

namespace Payments.History.Checking;

/// <summary>After a fault everything is back within the run's bounds, and those whom it does not concern notice nothing.</summary>
internal static class RecoveryCheck
{
    private const double Second = 1_000_000;
    private const int FewLeast = 20;

    internal static IEnumerable<Violation> Run(Evidence evidence)
    {
        var (history, targets) = (evidence.History, evidence.History.Run.Targets);
        return Accounts(SiloKills.Of(history), targets)
            .Concat(Back(history, Returns.OfDatabase(history), fault => fault.RecoveredAt!.Value, isNew: false, targets.DatabaseBack))
            .Concat(Back(history, Returns.OfAllSilos(history), fault => fault.From, isNew: true, targets.ColdStart))
            .Concat(Errors(history, targets))
            .Concat(Refusals(history, targets));
    }

    private static IEnumerable<Violation> Accounts(SiloKills kills, RunTargets targets)
    {
        if (kills.Percentile(0.99) is { } back && back > targets.AccountsBack)
        {
            yield return new Violation(
                "recovery", $"accounts of a silo that was killed answered after {back:F1} s (p99 of {kills.Backs.Count}); {targets.AccountsBack} s are allowed");
        }

        // Of few requests a single one is more than a small share.
        if (targets.OthersWrong is { } share && kills.Wrong.Count > Math.Max(1, share * kills.Others))
        {
            yield return new Violation(
                "recovery", $"when a silo was killed, {kills.Wrong.Count} of {kills.Others} requests on accounts that were not there failed", kills.Wrong);
        }
    }

    private static IEnumerable<Violation> Back(
        HistoryFile history, IEnumerable<FaultRecord> faults, Func<FaultRecord, long> since, bool isNew, double? most) =>
        from fault in most is null ? [] : faults
        let back = Returns.FirstWriteAfter(history, since(fault), isNew)
        where back > most
        select new Violation("recovery", $"{fault.Fault} of {fault.Target} at {fault.From / Second:F1} s: the first write was done after {back:F1} s; {most} s are allowed");

    /// <summary>No connection that the database's end has made stale fails anybody any more.</summary>
    private static IEnumerable<Violation> Errors(HistoryFile history, RunTargets targets) =>
        from fault in targets.DatabaseErrors is null ? [] : Returns.OfDatabase(history)
        let since = fault.RecoveredAt!.Value + (targets.DatabaseErrors * Second)
        let failed = history.Operations.Where(one => one.IsFailure && one.Begin >= since && one.Completion?.At <= fault.Until).ToList()
        where failed.Count > 0
        select new Violation("recovery", $"{failed.Count} requests failed more than {targets.DatabaseErrors} s after {fault.Fault} was over", failed);

    /// <summary>A silo that cannot reach the database turns requests away at once.</summary>
    private static IEnumerable<Violation> Refusals(HistoryFile history, RunTargets targets)
    {
        var times = targets.Refused is null ? [] : history.Faults.Where(fault => fault is { Fired: true, Fault: "F17" })
            .SelectMany(fault => history.Operations.Where(one => one.Completion?.Code == "not_executed" && one.Begin >= fault.From && one.Begin <= fault.Until))
            .Select(one => (one.End - one.Begin) / Second).Order().ToList();
        if (times.Count >= FewLeast && times[times.Count / 2] > targets.Refused)
        {
            yield return new Violation("recovery", $"half of the requests without PostgreSQL were turned away after {times[times.Count / 2]:F1} s only");
        }
    }
}
