using System.Globalization;
using System.Text;

namespace Payments.Chaos.Runs;

/// <summary>What a run measured: how soon what was struck answered again, and what clients saw meanwhile.</summary>
internal sealed record Figures(IReadOnlyList<string> Lines)
{
    private const long Second = 1_000_000;

    internal static Figures Of(HistoryFile history)
    {
        var load = history.Operations.Where(operation => operation.Invoke.Phase == Phase.Load).ToList();
        var lines = new List<string>
        {
            Shares(load),
            Codes(history),
            Fired(history),
            Slowest(history),
        };
        lines.AddRange(Kills(history));
        lines.AddRange(Recoveries(history));
        lines.AddRange(Planned(history));
        lines.AddRange(PartitionFigures.Of(history));
        return new Figures(lines);
    }

    public override string ToString() => Lines.Aggregate(new StringBuilder(), (text, line) => text.Append("  ").AppendLine(line)).ToString();

    private static string Fired(HistoryFile history)
    {
        var kinds = history.Faults.Where(fault => fault.Fired).GroupBy(fault => fault.Fault)
            .OrderBy(kind => int.Parse(new string([.. kind.Key.Where(char.IsAsciiDigit)]), CultureInfo.InvariantCulture))
            .ThenBy(kind => kind.Key, StringComparer.Ordinal);
        return $"faults fired: {string.Join(", ", kinds.Select(kind => $"{kind.Key} × {kind.Count()}"))}";
    }

    private static string Shares(List<Operation> load)
    {
        double Share(Func<Operation, bool> which) => load.Count == 0 ? 0 : (double)load.Count(which) / load.Count;
        var seconds = load.Count == 0 ? 1 : (load[^1].Begin - load[0].Begin) / (double)Second;
        return $"{load.Count} operations under load, {load.Count / seconds:F0} a second: {Share(one => one.Outcome == Outcome.Ok):P1} done, "
            + $"{Share(one => one.Completion?.Code == "insufficient_funds"):P1} declined, {Share(one => one.Completion?.Code == "not_executed"):P1} not executed, "
            + $"{Share(one => one.Outcome == Outcome.Info):P1} unknown, {Share(one => one.IsUnanswered):P1} of them although their clients waited";
    }

    private static IEnumerable<string> Kills(HistoryFile history)
    {
        var kills = SiloKills.Of(history);
        if (kills.Kills > 0)
        {
            var back = kills.Backs.Count == 0 ? "" : $", answered after {kills.Percentile(0.5):F1} s (median), {kills.Percentile(0.99):F1} s (p99), {kills.Backs[^1]:F1} s (latest)";
            yield return $"silo kill -9, {kills.Kills} times{(kills.Untold == 0 ? "" : $" ({kills.Untold} times nobody told which accounts were there)")}: {kills.Backs.Count} times an account "
                + $"of the silo that was asked for again{back}; of {kills.Others} operations on other accounts in the 10 s after, {kills.Wrong.Count} had no certain answer or an error";
        }
    }

    private static IEnumerable<string> Recoveries(HistoryFile history)
    {
        var database = Returns.OfDatabase(history).Select(fault => Returns.FirstWriteAfter(history, fault.RecoveredAt!.Value, isNew: false)).ToList();
        if (database.Count > 0)
        {
            yield return $"PostgreSQL killed or restarted: first transfer {database.Max():F1} s after its recovery at the latest, of {database.Count} times";
        }

        var silos = Returns.OfAllSilos(history).Select(fault => Returns.FirstWriteAfter(history, fault.From, isNew: true)).ToList();
        if (silos.Count > 0)
        {
            yield return $"all silos kill -9: first transfer that was sent afterwards done after {silos.Max():F1} s at the latest, of {silos.Count} times";
        }
    }

    /// <summary>The longest that any client waited for an answer.</summary>
    private static string Slowest(HistoryFile history) =>
        $"slowest answer: {history.Operations.Select(one => (one.Completion?.At ?? one.Begin) - one.Begin).DefaultIfEmpty().Max() / (double)Second:F1} s";

    private static string Codes(HistoryFile history) => "codes: " + string.Join(", ", history.Operations
        .Select(one => one.Completion?.Code).OfType<string>().GroupBy(code => code).OrderByDescending(code => code.Count())
        .Select(code => $"{code.Key} × {code.Count()}"));

    private static IEnumerable<string> Planned(HistoryFile history)
    {
        foreach (var (number, name) in new[] { ("F33", "drain of a silo"), ("F29", "rolling upgrade and back") })
        {
            var times = history.Faults.Where(fault => fault.Fired && fault.Fault == number).Select(fault => PlannedCheck.Meanwhile(history, fault)).ToList();
            if (times.Count > 0)
            {
                yield return $"{name}, {times.Count} times: of {times.Sum(one => one.Sent)} requests meanwhile {times.Sum(one => one.Errors.Count)} "
                    + $"failed, {times.Sum(one => one.Unknown.Count)} had no certain answer";
            }
        }
    }
}
