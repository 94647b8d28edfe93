namespace Payments.Domain;

/// <summary>We are wrong: something happened that the code holds to be impossible. The activation that meets it stops.</summary>
public sealed class InvariantViolationException(string message) : Exception(message);
