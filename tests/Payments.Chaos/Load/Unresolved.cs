using System.Collections.Concurrent;

namespace Payments.Chaos.Load;

/// <summary>Requests whose outcome nobody has learned, to be sent again when the faults are over.</summary>
internal sealed class Unresolved
{
    private readonly ConcurrentDictionary<(string Key, string Request), Invocation> _open = new();

    internal int Count => _open.Count;

    internal IReadOnlyCollection<Invocation> Open => [.. _open.Values];

    internal void Learn(Invocation invoke, Completion answer)
    {
        if (invoke.Key is null)
        {
            return;
        }

        var id = (invoke.Key, Requests.Of(invoke).ToString());
        if (answer.Outcome == Outcome.Info)
        {
            _open[id] = invoke;
        }
        else if (invoke.Phase == Phase.Resolve ? IsCertain(answer) : IsKept(answer))
        {
            _open.TryRemove(id, out _);
        }
    }

    /// <summary>True for an answer that stays with the key: no other attempt with it can end otherwise.</summary>
    private static bool IsKept(Completion answer) => answer.Outcome == Outcome.Ok
        || (answer is { Outcome: Outcome.Fail, Status: 402 or 409, Code: not "idempotency_key_in_flight" });

    /// <summary>True for an answer that settles it when no earlier attempt can still be on its way.</summary>
    internal static bool IsCertain(Completion answer) => answer.Outcome == Outcome.Ok
        || (answer is { Outcome: Outcome.Fail, Status: >= 400 and < 500 and not 429, Code: not "idempotency_key_in_flight" });
}
