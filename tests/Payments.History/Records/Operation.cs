namespace Payments.History.Records;

/// <summary>An invocation with its end, if it has one.</summary>
public sealed class Operation(Invocation invoke)
{
    public Invocation Invoke { get; } = invoke;

    public Completion? Completion { get; set; }

    public Outcome Outcome => Completion?.Outcome ?? Outcome.Info;

    public long Begin => Invoke.At;

    /// <summary>When it was certainly over; never for an outcome that the client has not learned.</summary>
    public long End => Outcome == Outcome.Info ? long.MaxValue : Completion!.At;

    public bool IsWrite => Invoke.Key is not null;

    public override string ToString() =>
        $"#{Invoke.Op} {Invoke.Kind} {Invoke.Key} {Invoke.Source ?? Invoke.Transfer ?? Invoke.Account} → {Outcome} {Completion?.Status} {Completion?.Code}";
}
