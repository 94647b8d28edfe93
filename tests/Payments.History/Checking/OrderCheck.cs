namespace Payments.History.Checking;

/// <summary>What was over before something else began comes before it in the journal.</summary>
internal static class OrderCheck
{
    /// <summary>Walks the journal down from its end, with the earliest completion of what has been passed.</summary>
    internal static IEnumerable<Violation> Run(Evidence evidence)
    {
        KeyGroup? earliest = null;
        foreach (var (group, effect) in evidence.EffectOf.Where(pair => pair.Value.Count > 0).OrderByDescending(pair => pair.Value[^1].Position))
        {
            if (earliest is not null && group.Begin > earliest.End)
            {
                yield return new Violation(
                    "order",
                    $"{earliest.Key} was over before {group.Key} began, and comes after position {effect[^1].Position}",
                    [.. earliest.Attempts, .. group.Attempts]);
            }

            if (earliest is null || group.End < earliest.End)
            {
                earliest = group;
            }
        }
    }
}
