using Payments.Domain.Refusals;

namespace Payments.Api.Problems;

/// <summary>One thing that is wrong with a request, and where.</summary>
/// <param name="Detail">One sentence; never repeats what the client sent.</param>
/// <param name="Pointer">JSON pointer (RFC 6901) into the body.</param>
/// <param name="Parameter">Name of the path or query parameter.</param>
/// <param name="Header">Name of the header.</param>
internal sealed record ProblemError(string Detail, string? Pointer = null, string? Parameter = null, string? Header = null);

/// <summary>An answer that is not what the client hoped for: a code of <see cref="ProblemCatalog"/> with its particulars.</summary>
internal sealed record Problem
{
    /// <summary>A code that <see cref="ProblemCatalog"/> knows.</summary>
    public required string Code { get; init; }

    /// <summary>What happened this time, for the person who reads it.</summary>
    public required string Detail { get; init; }

    /// <summary>Each thing that is wrong.</summary>
    public IReadOnlyList<ProblemError> Errors { get; init; } = [];

    /// <summary>Seconds after which the request may be sent again.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>True when an earlier request with the same key was refused with it.</summary>
    public bool Replayed { get; init; }

    /// <summary>For a reused key: the fingerprint of the first request.</summary>
    public byte[]? StoredFingerprint { get; init; }

    /// <summary>A problem about no field in particular.</summary>
    public static Problem Of(string code, string detail) => new() { Code = code, Detail = detail };

    /// <summary>A problem with one member of the body.</summary>
    public static Problem InBody(string code, string detail, string pointer) =>
        new() { Code = code, Detail = detail, Errors = [new ProblemError(detail, Pointer: pointer)] };

    /// <summary>A problem with a path or query parameter.</summary>
    public static Problem InParameter(string code, string detail, string parameter) =>
        new() { Code = code, Detail = detail, Errors = [new ProblemError(detail, Parameter: parameter)] };

    /// <summary>A problem with a header.</summary>
    public static Problem InHeader(string code, string detail, string header) =>
        new() { Code = code, Detail = detail, Errors = [new ProblemError(detail, Header: header)] };

    /// <summary>A refusal of the ledger.</summary>
    public static Problem From(Refusal refusal, bool replayed = false) => new()
    {
        Code = refusal.Code,
        Detail = refusal.Detail,
        Replayed = replayed,
        RetryAfter = refusal.Code is RefusalCodes.NotExecuted or RefusalCodes.IdempotencyKeyInFlight ? 1 : null,
        Errors = refusal.Pointer is { } pointer ? [new ProblemError(refusal.Detail, Pointer: pointer)] : [],
    };

    /// <summary>What belongs to somebody else and what does not exist get the same answer.</summary>
    public static Problem NotFound(string code) => From(new Refusal(code, code switch
    {
        RefusalCodes.AccountNotFound => "there is no such account",
        RefusalCodes.TransferNotFound => "there is no such transfer",
        _ => "there is no such object",
    }));

    /// <summary>Certain that nothing was executed.</summary>
    public static Problem NotExecuted(string detail) =>
        new() { Code = RefusalCodes.NotExecuted, Detail = detail, RetryAfter = 1 };

    /// <summary>Only the same request with the same key can tell what happened; of a request without one, what it was to change.</summary>
    public static Problem OutcomeUnknown(bool hasKey = true) => new()
    {
        Code = ProblemCodes.OutcomeUnknown,
        Detail = hasKey
            ? "The request may have been executed. Send the same request with the same key to learn its outcome."
            : "The request may have been executed. Look at what it was to change to learn its outcome.",
        RetryAfter = 1,
    };
}
