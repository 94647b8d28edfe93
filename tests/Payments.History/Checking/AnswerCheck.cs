using Payments.History.Journal;
using Payments.History.Records;

namespace Payments.History.Checking;

/// <summary>What an acknowledgement said is what the journal says at that very position.</summary>
internal static class AnswerCheck
{
    internal static IEnumerable<Violation> Run(Evidence evidence) =>
        from @group in evidence.Groups
        let effect = evidence.EffectOf[@group]
        where effect.Count > 0
        from attempt in @group.Attempts
        where attempt.Outcome == Outcome.Ok
        from violation in Check(evidence, attempt, effect)
        select violation;

    private static IEnumerable<Violation> Check(Evidence evidence, Operation attempt, IReadOnlyList<JournalEvent> effect)
    {
        var answer = attempt.Completion!;
        if (attempt.Invoke.Kind != OperationKind.Batch && answer.Transfer != effect[0].Object)
        {
            yield return new Violation("answer", $"tells of {answer.Transfer}; the journal has {effect[0].Object}", attempt);
        }

        if (attempt.Invoke.Kind == OperationKind.Batch && !effect.Select(step => step.Object).Order()
                .SequenceEqual((answer.Results ?? []).Select(result => result.Transfer).OfType<string>().Order()))
        {
            yield return new Violation("answer", "a batch's transfers are not those of its answer", attempt);
        }

        foreach (var seen in answer.Balances ?? [])
        {
            var isChanged = evidence.Ledger.Accounts.GetValueOrDefault(seen.Account)?.At(effect[^1].Position).Position == effect[^1].Position;
            if ((isChanged ? Differs(evidence, seen, effect[^1].Position) : WasNever(evidence, attempt, seen)) is { } difference)
            {
                yield return new Violation("answer", difference, attempt);
            }
        }
    }

    /// <summary>An account that the operation does not change, such as a hold's destination, is a read beside it.</summary>
    private static string? WasNever(Evidence evidence, Operation attempt, SeenBalance seen)
    {
        var begin = evidence.GroupOf[attempt.Invoke.Key!].Begin;
        return ReadCheck.Wrong(evidence, attempt, seen, begin)?.What;
    }

    private static string? Differs(Evidence evidence, SeenBalance seen, long position)
    {
        var state = evidence.Ledger.Accounts.GetValueOrDefault(seen.Account)?.At(position) ?? default;
        return (state.Posted, state.Held, state.Version) == (seen.Posted, seen.Pending, seen.Version)
            ? null
            : $"tells {seen.Account} {seen.Posted} with {seen.Pending} held, version {seen.Version}; "
                + $"at position {position} it is {state.Posted} with {state.Held}, version {state.Version}";
    }
}
