using Payments.History.Records;

namespace Payments.History.Checking;

/// <summary>What a run must have seen to prove anything.</summary>
internal static class Vacuity
{
    private const double OkLeast = 0.50;
    private const double DeclinesLeast = 0.05;
    private const double InfoLeast = 0.01;

    /// <summary>Reasons why a run without violations still says nothing.</summary>
    internal static IEnumerable<string> Run(HistoryFile history)
    {
        var load = history.Operations.Where(operation => operation.Invoke.Phase == Phase.Load).ToList();
        var writes = load.Where(operation => operation.IsWrite).ToList();
        var shares = new[]
        {
            ("ok", OkLeast, Share(load, operation => operation.Outcome == Outcome.Ok)),
            ("declines", DeclinesLeast, Share(writes, operation => operation.Completion?.Code == "insufficient_funds")),
            ("unknown outcomes", history.Run.Faults.Count == 0 ? 0 : InfoLeast, Share(load, operation => operation.Outcome == Outcome.Info)),
        };
        foreach (var (what, least, share) in shares.Where(entry => entry.Item3 < entry.Item2))
        {
            yield return $"only {share:P1} {what}, {least:P0} are needed";
        }

        foreach (var kind in history.Run.Kinds.Where(kind => !history.Operations.Any(
            operation => operation.Invoke.Kind == kind && operation.Outcome == Outcome.Ok)))
        {
            yield return $"no {kind} was answered";
        }

        foreach (var fault in history.Run.Faults.Where(fault => !history.Faults.Any(record => record.Fault == fault && record.Fired)))
        {
            yield return $"{fault} has not fired";
        }
    }

    private static double Share(List<Operation> of, Func<Operation, bool> which) =>
        of.Count == 0 ? 0 : (double)of.Count(which) / of.Count;
}
