using Payments.History.Journal;
using Payments.History.Ledger;
using Payments.History.Records;

namespace Payments.History.Checking;

/// <summary>What was acknowledged is there once and as it was asked for; what is there was asked for.</summary>
internal static class SetCheck
{
    internal static IEnumerable<Violation> Run(Evidence evidence) =>
        evidence.Groups.SelectMany(group => Check(evidence, group)).Concat(Phantoms(evidence));

    private static IEnumerable<Violation> Check(Evidence evidence, KeyGroup group)
    {
        var effect = evidence.EffectOf[group];
        var records = evidence.Effects.OperationsOf(group.Key).Count(record => record.Refusal is null);
        var expected = Expected(group);
        if (group.Done is not null && effect.Count < expected)
        {
            yield return new Violation("lost", $"{group.Key} was acknowledged; the journal has {effect.Count} of {expected}", group.Done);
        }

        if (effect.Count > expected || records > 1)
        {
            yield return new Violation("duplicate", $"{group.Key} has {effect.Count} effects instead of {expected}", [.. group.Attempts]);
        }

        if (effect.Count > 0 && !group.MayBeDone)
        {
            yield return new Violation(
                "phantom", $"{group.Key} was answered only with promises that nothing happened, and has happened", [.. group.Attempts]);
        }

        if (effect.Count > 0 && !group.Attempts.Any(attempt => attempt.Outcome != Outcome.Fail && IsAsAsked(evidence, attempt, effect[0])))
        {
            yield return new Violation("changed", $"{group.Key} did something else than was asked", [.. group.Attempts]);
        }

        if (group.IsUnresolved)
        {
            yield return new Violation("unresolved", $"what became of {group.Key} was never learned", [.. group.Attempts]);
        }
    }

    /// <summary>How many events the key must have in the journal.</summary>
    private static int Expected(KeyGroup group) => group.Request.Kind != OperationKind.Batch
        ? 1
        : group.Done?.Completion!.Results?.Count(result => result.Transfer is not null) ?? group.Request.Items!.Count;

    private static bool IsAsAsked(Evidence evidence, Operation attempt, JournalEvent step)
    {
        var asked = attempt.Invoke;
        var transfer = evidence.Ledger.Transfers.GetValueOrDefault(step.Object);
        return transfer is not null && asked.Kind switch
        {
            OperationKind.Transfer or OperationKind.Hold => IsAs(transfer, asked.Source!, asked.Destination!, asked.Amount!.Value)
                && transfer.IsHold == (asked.Kind == OperationKind.Hold),
            OperationKind.Post => transfer.Id == asked.Transfer && transfer.Moved == (asked.Amount ?? transfer.Amount),
            OperationKind.Batch => IsAsAsked(evidence, asked, attempt.Completion?.Results ?? []),
            _ => transfer.Id == asked.Transfer,
        };
    }

    /// <summary>Each transfer of a batch that its answer tells of; a batch of all or nothing has made all of them.</summary>
    private static bool IsAsAsked(Evidence evidence, Invocation batch, IReadOnlyList<ItemResult> results) =>
        batch.Items!.Zip(results).All(pair => pair.Second.Transfer is { } id
            ? evidence.Ledger.Transfers.GetValueOrDefault(id) is { } made && IsAs(made, pair.First.Source, pair.First.Destination, pair.First.Amount)
            : !batch.AllOrNothing);

    private static bool IsAs(TransferTrack transfer, string source, string destination, long amount) =>
        (transfer.Source, transfer.Destination, transfer.Amount) == (source, destination, amount);

    /// <summary>Money that moved, was held or given back on the run's accounts although nobody asked.</summary>
    private static IEnumerable<Violation> Phantoms(Evidence evidence)
    {
        var asked = evidence.EffectOf.Values.SelectMany(steps => steps).Select(step => step.Position).ToHashSet();
        var ours = evidence.History.Run.Accounts.ToHashSet();
        foreach (var step in evidence.Journal.Events.Where(step => step.Type is 1 or 2 or 3 or 5 && !asked.Contains(step.Position)))
        {
            if (evidence.Ledger.Transfers.GetValueOrDefault(step.Object) is { } transfer
                && (ours.Contains(transfer.Source) || ours.Contains(transfer.Destination)))
            {
                yield return new Violation("phantom", $"nobody asked for position {step.Position}, {step.Object}");
            }
        }
    }
}
