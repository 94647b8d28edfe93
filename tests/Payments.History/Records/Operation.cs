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

    /// <summary>No certain answer although the client waited for it.</summary>
    public bool IsUnanswered => Outcome == Outcome.Info && Completion?.Code != Records.Completion.ClientLeft;

    /// <summary>No certain answer, or one that is an error of the system's.</summary>
    public bool IsFailure => IsUnanswered || Completion?.Status >= 500;

    public bool IsWrite => Invoke.Key is not null;

    public override string ToString() =>
        $"#{Invoke.Op} {Invoke.Kind} {Invoke.Key} {Invoke.Source ?? Invoke.Transfer ?? Invoke.Account} → {Outcome} {Completion?.Status} {Completion?.Code}";
}
