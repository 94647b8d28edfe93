using Payments.History.Records;

namespace Payments.History.Checking;

/// <summary>What clients saw when a silo was killed: how soon its accounts answered again, and what requests on all others came to.</summary>
/// <param name="Kills">How often a silo was killed.</param>
/// <param name="Untold">How often nobody could tell which accounts were active on it.</param>
/// <param name="Backs">Of each account that was active there and was asked for: seconds until it answered. In ascending order.</param>
/// <param name="Others">Requests on all other accounts in the ten seconds after, of clients that waited.</param>
/// <param name="Wrong">Those of them that failed or have no certain answer.</param>
public sealed record SiloKills(int Kills, int Untold, IReadOnlyList<double> Backs, int Others, IReadOnlyList<Operation> Wrong)
{
    private const long Second = 1_000_000;

    // Of an account that nobody asks for sooner, it would be the clients' delay that is measured.
    private const long AskedWithin = 4 * Second;

    private static readonly string[] Faults = ["F1", "F2", "F3"];

    /// <summary>Looks for them.</summary>
    public static SiloKills Of(HistoryFile history)
    {
        var load = history.Operations.Where(one => one.Invoke is { Phase: Phase.Load, Source: not null } && one.Completion?.Code != Completion.ClientLeft).ToList();
        var kills = history.Faults.Where(fault => fault.Fired && (fault.Accounts is not null || Faults.Contains(fault.Fault))).ToList();
        var (backs, others, wrong) = (new List<double>(), 0, new List<Operation>());
        foreach (var kill in kills.Where(kill => kill.Accounts is { Count: > 0 }))
        {
            var own = kill.Accounts!.ToHashSet();
            foreach (var account in Since(kill, history, load).GroupBy(one => one.Invoke.Source!))
            {
                if (!own.Contains(account.Key))
                {
                    others += account.Count();
                    wrong.AddRange(account.Where(one => one.IsFailure));
                }
                else if (BackAfter(kill.From, [.. account]) is { } back)
                {
                    backs.Add(back);
                }
            }
        }

        return new SiloKills(kills.Count, kills.Count(kill => kill.Accounts is not { Count: > 0 }), [.. backs.Order()], others, wrong);
    }

    /// <summary>The value that this share of the accounts does not exceed, by the nearest rank; null of no accounts.</summary>
    public double? Percentile(double share) =>
        Backs.Count == 0 ? null : Backs[(int)Math.Min(Backs.Count - 1, Math.Ceiling(Backs.Count * share) - 1)];

    /// <summary>Requests of the ten seconds after a kill; what comes after the next fault is another one's doing.</summary>
    private static IEnumerable<Operation> Since(FaultRecord kill, HistoryFile history, List<Operation> load)
    {
        var next = history.Faults.Where(fault => fault.From > kill.From).Select(fault => fault.From).DefaultIfEmpty(long.MaxValue).Min();
        var until = Math.Min(kill.From + (10 * Second), next);
        return load.Where(one => one.Begin >= kill.From && one.Begin < until);
    }

    /// <summary>
    /// Seconds until an account answered a request that was sent after the kill; when nobody asked for it soon enough to tell,
    /// until the last one failed; null when neither can be said.
    /// </summary>
    private static double? BackAfter(long from, IReadOnlyList<Operation> account)
    {
        var first = account.Where(one => !one.IsFailure).MinBy(one => one.End);
        var seen = first?.Begin <= from + AskedWithin
            ? first.End
            : account.Where(one => one.IsFailure && one.Begin < (first?.End ?? long.MaxValue)).Select(one => one.Completion?.At).Max();
        return (seen - from) / (double)Second;
    }
}
