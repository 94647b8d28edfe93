namespace Payments.Domain.Refusals;

/// <summary>An expected no. A refusal is a value that crosses grains; it promises that nothing happened.</summary>
/// <param name="Code">Stable snake_case code, one meaning for ever; documented in docs/refusals.md.</param>
/// <param name="Detail">One sentence for the person who reads it. Never holds a secret.</param>
/// <param name="Pointer">JSON pointer (RFC 6901) to the request field it is about, if it is about one.</param>
[GenerateSerializer, Immutable, Alias("pay.refusal")]
public sealed record Refusal(
    [property: Id(0)] string Code,
    [property: Id(1)] string Detail,
    [property: Id(2)] string? Pointer = null)
{
    /// <summary>
    /// True when the refusal is the lasting answer of its idempotency key: a business decision that must not turn
    /// into a success when the same request comes again. Validation, unknown objects and overload are not.
    /// </summary>
    public bool IsLasting => RefusalCodes.Lasting.Contains(Code);

    /// <summary>
    /// True when no other try of the same command, with the same operation id, can have ended otherwise: the reason is kept
    /// with the key, or lies in the command and in what never changes. Another refusal speaks for its own try alone.
    /// </summary>
    public bool HoldsForEveryTry => IsLasting || RefusalCodes.Unchanging.Contains(Code);
}
