using Payments.History.Records;

namespace Payments.History.Checking;

/// <summary>What a run must have seen to prove anything.</summary>
internal static class Vacuity
{
    private const double OkLeast = 0.50;
    private const double DeclinesLeast = 0.05;
    private const double InfoLeast = 0.01;

    /// <summary>Reasons why a run without violations still says nothing.</summary>
    internal static IEnumerable<string> Run(HistoryFile history) =>
        Shares(history).Concat(Strikes(history)).Concat(FinalReads(history)).Concat(Amounts(history));

    private static IEnumerable<string> Shares(HistoryFile history)
    {
        var load = history.Operations.Where(one => one.Invoke.Phase == Phase.Load).ToList();
        var writes = load.Where(one => one.IsWrite).ToList();
        var shares = new[]
        {
            ("ok", OkLeast, Share(load, one => one.Outcome == Outcome.Ok)),
            ("declines", DeclinesLeast, Share(writes, one => one.Completion?.Code == "insufficient_funds")),
            ("unknown outcomes", history.Run.Faults.Count == 0 ? 0 : InfoLeast, Share(load, one => one.Outcome == Outcome.Info)),
            // Without clients that left: they would do it alone, whatever the faults do.
            ("unknown outcomes of clients that waited while something was broken", history.Run.Targets.UnknownByFaults,
                Share(Struck(history, load), one => one.IsUnanswered)),
        };
        foreach (var (what, least, share) in shares.Where(entry => entry.Item3 < entry.Item2))
        {
            yield return $"only {share:P1} {what}, {least:P1} are needed";
        }

        foreach (var kind in history.Run.Kinds.Where(kind => !history.Operations.Any(one => one.Invoke.Kind == kind && one.Outcome == Outcome.Ok)))
        {
            yield return $"no {kind} was answered";
        }

        var codes = history.Operations.Select(one => one.Completion?.Code).OfType<string>().ToHashSet();
        foreach (var code in history.Run.Targets.Codes.Where(code => !codes.Contains(code)))
        {
            yield return $"no request was answered with {code}";
        }
    }

    /// <summary>Requests that were sent while something was broken; what operators do on purpose breaks nothing.</summary>
    private static List<Operation> Struck(HistoryFile history, List<Operation> load)
    {
        var faults = history.Faults.Where(fault => fault is { Fired: true, UnknownMost: null }).OrderBy(fault => fault.From).ToList();
        var (struck, next) = (new List<Operation>(), 0);
        foreach (var one in load)
        {
            while (next < faults.Count && faults[next].Until < one.Begin)
            {
                next++;
            }

            if (next < faults.Count && faults[next].From <= one.Begin)
            {
                struck.Add(one);
            }
        }

        return struck;
    }

    /// <summary>Every fault has fired, and each time: when not the first time, then when it was made again at once.</summary>
    private static IEnumerable<string> Strikes(HistoryFile history)
    {
        foreach (var fault in history.Run.Faults.Where(fault => !history.Faults.Any(record => record.Fault == fault)))
        {
            yield return $"{fault} was not made";
        }

        for (var index = 0; index < history.Faults.Count; index++)
        {
            var strike = history.Faults[index];
            if (!strike.Fired && !history.Faults.Skip(index + 1).TakeWhile(next => next.Fault == strike.Fault).Any(next => next.Fired))
            {
                yield return $"{strike.Fault} has not fired at {strike.From / 1e6:F1} s";
            }
        }
    }

    /// <summary>Every front end has shown what was acknowledged.</summary>
    private static IEnumerable<string> FinalReads(HistoryFile history)
    {
        var acknowledged = history.Operations.Where(one => one is { IsWrite: true, Outcome: Outcome.Ok, Invoke.Phase: Phase.Load })
            .SelectMany(one => one.Completion!.TransferIds()).Distinct().Count();
        foreach (var node in history.Run.FrontEnds)
        {
            var read = history.Operations.Where(one => one is { Outcome: Outcome.Ok, Invoke: { Phase: Phase.Final, Kind: OperationKind.ReadTransfer } } && one.Invoke.Node == node)
                .Select(one => one.Invoke.Transfer).Distinct().Count();
            if (read < Math.Min(acknowledged, history.Run.FinalTransfers))
            {
                yield return $"{node} has shown only {read} of {acknowledged} acknowledged transfers";
            }
        }
    }

    private static IEnumerable<string> Amounts(HistoryFile history)
    {
        var (targets, kills) = (history.Run.Targets, SiloKills.Of(history));
        if (targets.AccountsBack is not null && kills.Kills > 0 && kills.Untold * 2 >= kills.Kills)
        {
            yield return $"of {kills.Untold} of {kills.Kills} silos that were killed nobody could tell the accounts";
        }

        var amounts = new[]
        {
            ("acknowledged operations", history.Operations.Count(one => one.Outcome == Outcome.Ok), targets.Acknowledged),
            ("faults that fired", history.Faults.Count(fault => fault.Fired), targets.Strikes),
            ("accounts of killed silos that were asked for", kills.Backs.Count, targets.AccountsAsked),
            ("requests on other accounts when a silo was killed", kills.Others, targets.OthersAsked),
        };
        foreach (var (what, amount, least) in amounts.Where(entry => entry.Item2 < entry.Item3))
        {
            yield return $"only {amount} {what}, {least} are needed";
        }
    }

    private static double Share(List<Operation> of, Func<Operation, bool> which) =>
        of.Count == 0 ? 0 : (double)of.Count(which) / of.Count;
}
