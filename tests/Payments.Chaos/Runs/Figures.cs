using System.Globalization;
using System.Text;
using Payments.Chaos.Load;

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
            Fired(history),
        };
        lines.AddRange(SiloKills(history, load));
        lines.AddRange(Recoveries(history, load));
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
            + $"{Share(one => one.Outcome == Outcome.Info):P1} unknown";
    }

    /// <summary>After kill -9 of a silo: accounts on which something went wrong, until something works on them again; and the others.</summary>
    private static IEnumerable<string> SiloKills(HistoryFile history, List<Operation> load)
    {
        var (backs, others, wrongs) = (new List<double>(), 0, 0);
        foreach (var kill in history.Faults.Where(fault => fault is { Fired: true, Accounts.Count: > 0 }))
        {
            var own = kill.Accounts!.ToHashSet();
            // The next fault is another one's doing.
            var next = history.Faults.Where(fault => fault.From > kill.From).Select(fault => fault.From).DefaultIfEmpty(long.MaxValue).Min();
            var until = Math.Min(kill.From + (10 * Second), next);
            foreach (var account in load.Where(one => one.Invoke.Source is not null && one.Begin >= kill.From && one.Begin < until).GroupBy(one => one.Invoke.Source!))
            {
                if (own.Contains(account.Key))
                {
                    backs.Add(BackAfter(kill.From, account));
                }
                else
                {
                    others += account.Count();
                    wrongs += account.Count(IsWrong);
                }
            }
        }

        if (backs.Count > 0)
        {
            backs.Sort();
            yield return $"silo kill -9: {backs.Count} times an account of the silo that was asked for again, answered after {Percentile(backs, 0.5):F1} s (median), "
                + $"{Percentile(backs, 0.99):F1} s (p99); of {others} operations on other accounts in the 10 s after, {wrongs} had no certain answer or an error";
        }
    }

    /// <summary>Seconds until the first request that was sent after the kill is answered.</summary>
    private static double BackAfter(long from, IEnumerable<Operation> account)
    {
        var answered = account.Where(one => one.Completion is not null && !IsWrong(one) && one.Completion!.At > from)
            .Where(one => one.Begin > from).Select(one => one.Completion!.At).Order().ToList();
        return answered.Count == 0 ? double.PositiveInfinity : (answered[0] - from) / (double)Second;
    }

    private static IEnumerable<string> Recoveries(HistoryFile history, List<Operation> load)
    {
        var backs = new List<double>();
        foreach (var fault in history.Faults.Where(fault => fault is { Fired: true, RecoveredAt: not null, Fault: "F4" or "F5" }))
        {
            var first = load.Where(one => one is { IsWrite: true, Outcome: Outcome.Ok } && one.End > fault.RecoveredAt).Select(one => one.End).DefaultIfEmpty(long.MaxValue).Min();
            backs.Add((first - fault.RecoveredAt!.Value) / (double)Second);
        }

        if (backs.Count > 0)
        {
            yield return $"PostgreSQL kill -9: first transfer {backs.Max():F1} s after its recovery at the latest, of {backs.Count} times";
        }
    }

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

    /// <summary>No answer, or one that is an error of the system. A client that left has no right to complain.</summary>
    private static bool IsWrong(Operation one) =>
        (one.Outcome == Outcome.Info && one.Completion?.Code != ChaosClient.Left) || one.Completion?.Status >= 500;

    private static double Percentile(List<double> sorted, double share) => sorted[(int)Math.Min(sorted.Count - 1, Math.Ceiling(sorted.Count * share) - 1)];
}
