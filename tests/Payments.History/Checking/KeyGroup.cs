using Payments.History.Records;

namespace Payments.History.Checking;

/// <summary>Everything that was sent under one idempotency key.</summary>
public sealed class KeyGroup
{
    public KeyGroup(string key, IEnumerable<Operation> attempts)
    {
        Key = key;
        Attempts = [.. attempts.OrderBy(attempt => attempt.Begin)];
        Done = Attempts.Where(attempt => attempt.Outcome == Outcome.Ok).MinBy(attempt => attempt.End);
        Refused = Attempts.Where(IsLastingRefusal).MinBy(attempt => attempt.End);
        // The body that won, if any did; else the first.
        Request = (Done ?? Refused ?? Attempts[0]).Invoke;
        Begin = Attempts.Where(attempt => attempt.Invoke.BodyHash == Request.BodyHash).Min(attempt => attempt.Begin);
        End = Done?.End ?? long.MaxValue;
    }

    public string Key { get; }

    public IReadOnlyList<Operation> Attempts { get; }

    /// <summary>The first answer that it was done.</summary>
    public Operation? Done { get; }

    /// <summary>The first refusal that the key keeps.</summary>
    public Operation? Refused { get; }

    public Invocation Request { get; }

    /// <summary>When it was sent first: no effect may be older.</summary>
    public long Begin { get; }

    /// <summary>When it was certainly done.</summary>
    public long End { get; }

    /// <summary>False when every attempt was answered with a promise that nothing happened.</summary>
    public bool MayBeDone => Attempts.Any(attempt => attempt.Outcome != Outcome.Fail);

    /// <summary>True while nobody knows what became of it.</summary>
    public bool IsUnresolved => Done is null && Refused is null && MayBeDone && !IsRefusedWhenAskedAgain;

    /// <summary>Asked again after the faults, the ledger refused it for now: what was sent before has done nothing.</summary>
    public bool IsRefusedWhenAskedAgain => Attempts.Any(attempt => attempt.Invoke.Phase == Phase.Resolve
        && attempt is { Outcome: Outcome.Fail, Completion: { Status: >= 400 and < 500 and not 429, Code: not "idempotency_key_in_flight" } });

    /// <summary>A business decision, which stays with the key.</summary>
    internal static bool IsLastingRefusal(Operation attempt) => attempt is
    {
        Outcome: Outcome.Fail,
        Completion: { Status: 402 or 409, Code: not ("idempotency_key_in_flight" or "idempotency_key_reused") },
    };
}
