using Payments.History.Records;

namespace Payments.History.Checking;

/// <summary>Whoever is turned away for now is told when to come back.</summary>
internal static class RetryAfterCheck
{
    internal static IEnumerable<Violation> Run(Evidence evidence) =>
        evidence.History.Operations.Where(one => one.Completion is { Code: "not_executed" or "rate_limited", RetryAfter: not > 0 })
            .Select(one => new Violation("retry_after", "it was turned away and not told when to come back", one));
}
