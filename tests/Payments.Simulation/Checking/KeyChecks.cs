using Payments.Domain.Commands;
using Payments.Domain.Ledger;
using Payments.Simulation.Workload;

namespace Payments.Simulation.Checking;

/// <summary>An API key that has an end never gets a later one, and the end that was told is the one that counts.</summary>
internal static class KeyChecks
{
    public static IEnumerable<Violation> EndedKeys(Evidence evidence) =>
        from text in LaterEnds(evidence).Concat(Untrue(evidence)) select new Violation(Invariants.Keys, text);

    private static IEnumerable<string> LaterEnds(Evidence evidence)
    {
        var ends = new Dictionary<Guid, DateTimeOffset>();
        foreach (var key in evidence.Transactions.SelectMany(transaction => transaction.Writes.ApiKeys.Values))
        {
            if (ends.TryGetValue(key.Id, out var end) && !(key.EndsAt < end))
                yield return $"key {key.Id} ended at {end:O}, and then at {key.EndsAt:O}";
            if (key.EndsAt is { } ended)
                ends[key.Id] = ended;
        }
    }

    private static IEnumerable<string> Untrue(Evidence evidence)
    {
        foreach (var attempt in evidence.History.Attempts.Where(attempt => attempt.End == End.Ok))
        {
            if (attempt.Answer is Done { Outcome: ApiKeyOutcome { EndsAt: { } told } outcome }
                && !(evidence.Tables.ApiKeys.GetValueOrDefault(outcome.KeyId)?.EndsAt <= told))
                yield return $"{attempt} was told that the key ends at {told:O}, its row says {evidence.Tables.ApiKeys.GetValueOrDefault(outcome.KeyId)}";
        }
    }
}
