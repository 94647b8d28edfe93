namespace Payments.Domain;

/// <summary>We are wrong: something happened that the code holds to be impossible. The activation that meets it stops.</summary>
[GenerateSerializer, Alias("pay.invariant-violation")]
public sealed class InvariantViolationException : Exception
{
    /// <summary>Says what, without secrets.</summary>
    public InvariantViolationException(string message)
        : base(message)
    {
    }
}
