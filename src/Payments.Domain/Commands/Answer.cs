using Payments.Domain.Refusals;

namespace Payments.Domain.Commands;

/// <summary>The certain end of a command: it was done, refused, or lost its fence. Never a guess.</summary>
[GenerateSerializer, Immutable, Alias("pay.answer")]
public abstract record Answer;

/// <summary>The effect is in the journal.</summary>
/// <param name="Outcome">What it did.</param>
/// <param name="Replayed">True when an earlier request with the same key did it.</param>
[GenerateSerializer, Immutable, Alias("pay.answer-done")]
public sealed record Done([property: Id(0)] Outcome Outcome, [property: Id(1)] bool Replayed = false) : Answer;

/// <summary>Nothing happened, and why.</summary>
/// <param name="Refusal">The reason.</param>
/// <param name="Replayed">True when an earlier request with the same key was refused.</param>
/// <param name="StoredFingerprint">For a reused key: the first request's <see cref="Fingerprint"/>, to name what differs.</param>
[GenerateSerializer, Immutable, Alias("pay.answer-refused")]
public sealed record Refused(
    [property: Id(0)] Refusal Refusal,
    [property: Id(1)] bool Replayed = false,
    [property: Id(2)] byte[]? StoredFingerprint = null) : Answer;

/// <summary>Nothing happened: another activation has taken the account since. The grain must take its place again or stop.</summary>
[GenerateSerializer, Immutable, Alias("pay.answer-fenced")]
public sealed record Fenced : Answer;
