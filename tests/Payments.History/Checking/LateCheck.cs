using Payments.History.Records;

namespace Payments.History.Checking;

/// <summary>Every request is over by its deadline, whatever is broken: unless its client left, or its own front end stood still.</summary>
/// <remarks>Not those of a storm: of so many at once, the load machine itself is the slowest part.</remarks>
public static class LateCheck
{
    private const double Second = 1_000_000;

    internal static IEnumerable<Violation> Run(Evidence evidence)
    {
        var history = evidence.History;
        if (history.Run.Targets.AnswerWithin is not { } within || history.Operations.Count == 0)
        {
            return [];
        }

        var end = history.Operations.Max(one => Math.Max(one.Begin, one.Completion?.At ?? 0));
        var still = history.Faults.Where(fault => fault.StandingStill is not null).ToList();
        return
            from one in history.Operations
            let took = (one.Completion?.At ?? end) - one.Begin
            where took > within * Second && one.Invoke.Phase != Phase.Storm && one.Completion?.Code != Completion.ClientLeft && !still.Exists(fault => IsHeldUp(one, fault))
            select new Violation("late", $"it took {took / Second:F1} s; {within} s are allowed", one);
    }

    private static bool IsHeldUp(Operation one, FaultRecord fault) => fault.StandingStill!.Contains(one.Invoke.Node)
        && one.Begin <= fault.Until && (one.Completion?.At ?? long.MaxValue) >= fault.From;
}
