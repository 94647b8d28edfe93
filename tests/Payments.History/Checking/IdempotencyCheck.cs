using Payments.History.Records;

namespace Payments.History.Checking;

/// <summary>A key has one answer for ever, and another body under it does nothing.</summary>
internal static class IdempotencyCheck
{
    internal static IEnumerable<Violation> Run(Evidence evidence) => evidence.Groups.SelectMany(group => Check(evidence, group));

    private static IEnumerable<Violation> Check(Evidence evidence, KeyGroup group)
    {
        var done = group.Attempts.Where(attempt => attempt.Outcome == Outcome.Ok).ToList();
        var refused = group.Attempts.Where(KeyGroup.IsLastingRefusal).ToList();
        if (done.Select(attempt => attempt.Invoke.BodyHash).Distinct().Count() > 1)
        {
            yield return new Violation("idempotency", $"{group.Key} was done with two bodies", [.. done]);
        }

        if (done.Select(attempt => attempt.Completion!.AnswerHash).Distinct().Count() > 1)
        {
            yield return new Violation("idempotency", $"{group.Key} was answered differently", [.. done]);
        }

        if (done.Count > 0 && refused.Count > 0)
        {
            yield return new Violation("idempotency", $"{group.Key} was both done and refused for ever", [.. done, .. refused]);
        }

        if (refused.Select(attempt => attempt.Completion!.Code).Distinct().Count() > 1)
        {
            yield return new Violation("idempotency", $"{group.Key} was refused for different reasons", [.. refused]);
        }

        if (refused.Count > 0 && evidence.EffectOf[group].Count > 0)
        {
            yield return new Violation("idempotency", $"{group.Key} was refused for ever and has an effect", [.. refused]);
        }
    }
}
