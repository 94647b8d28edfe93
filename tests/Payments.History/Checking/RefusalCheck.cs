using Payments.History.Records;

namespace Payments.History.Checking;

/// <summary>A lasting refusal was right at some position between its request and its answer.</summary>
internal static class RefusalCheck
{
    /// <summary>The database's clock and the load machine's are the same here; a timestamp may be this much older than its commit.</summary>
    private static readonly TimeSpan ClockSlack = TimeSpan.FromSeconds(2);

    internal static IEnumerable<Violation> Run(Evidence evidence) =>
        evidence.Groups.Where(group => group.Refused is not null && !IsRight(evidence, group))
            .Select(group => new Violation(
                "refusal", $"{group.Key} was refused with {group.Refused!.Completion!.Code}, which it never had to be", group.Refused))
            .Concat(evidence.Groups.SelectMany(group => Items(evidence, group)));

    private static bool IsRight(Evidence evidence, KeyGroup group)
    {
        var refusal = group.Refused!;
        var (first, last) = (evidence.Windows.SeenBy(group.Begin), evidence.Windows.PossibleAt(refusal.End));
        var (early, late) = (evidence.WallClock(group.Begin) - ClockSlack, evidence.WallClock(refusal.End) + ClockSlack);
        var rules = evidence.Ledger.Rules;
        return rules.Changes(refusal.Invoke, first, last).Prepend(first).Any(position =>
            rules.Refuse(refusal.Invoke, position, early) == refusal.Completion!.Code
            || rules.Refuse(refusal.Invoke, position, late) == refusal.Completion!.Code);
    }

    /// <summary>A batch is one step: what its refused transfers found is what the accepted ones before them left.</summary>
    private static IEnumerable<Violation> Items(Evidence evidence, KeyGroup group)
    {
        var effect = evidence.EffectOf[group];
        if (group.Request.Kind != OperationKind.Batch || group.Done?.Completion!.Results is not { } results || effect.Count == 0)
        {
            yield break;
        }

        var position = effect[0].Position - 1;
        foreach (var (item, result) in group.Request.Items!.Zip(results))
        {
            if (result.Transfer is not null)
            {
                position = effect.FirstOrDefault(step => step.Object == result.Transfer)?.Position ?? position;
            }
            else if (evidence.Ledger.Rules.RefuseSpending(item.Source, item.Amount, position) != result.Code)
            {
                yield return new Violation("refusal", $"a transfer of {item.Amount} in {group.Key} was refused with {result.Code}", group.Done);
            }
        }
    }
}
