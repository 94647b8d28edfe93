namespace Payments.Domain.Refusals;

/// <summary>The journal could not be reached or is overloaded. Certain: nothing was executed.</summary>
[GenerateSerializer, Alias("pay.journal-unavailable")]
public sealed class JournalUnavailableException : Exception
{
    /// <summary>Says why, without secrets.</summary>
    public JournalUnavailableException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}

/// <summary>
/// The commit's outcome could not be learned in time. It may have happened; a request with the same idempotency key
/// tells, because the journal settles it by inserting again under the unique operation id.
/// </summary>
[GenerateSerializer, Alias("pay.journal-outcome-unknown")]
public sealed class JournalOutcomeUnknownException : Exception
{
    /// <summary>Says why, without secrets.</summary>
    public JournalOutcomeUnknownException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
