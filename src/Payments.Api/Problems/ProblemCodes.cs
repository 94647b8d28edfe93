namespace Payments.Api.Problems;

/// <summary>Codes of the front end itself; those of the ledger are in <see cref="Payments.Domain.Refusals.RefusalCodes"/>.</summary>
internal static class ProblemCodes
{
    /// <summary>The body is not one strict JSON object in UTF-8.</summary>
    public const string InvalidJson = "invalid_json";

    /// <summary>The body names a member twice.</summary>
    public const string DuplicateMember = "duplicate_member";

    /// <summary>The body has a member that the route does not know.</summary>
    public const string UnknownMember = "unknown_member";

    /// <summary>A required member is missing or null.</summary>
    public const string MissingField = "missing_field";

    /// <summary>A member cannot be read: wrong type, a fraction, a quoted number, out of 64 bits.</summary>
    public const string InvalidValue = "invalid_value";

    /// <summary>A member can be read but names something that does not exist, e.g. an unknown currency.</summary>
    public const string ValueNotAllowed = "value_not_allowed";

    /// <summary>A text holds control or bidirectional formatting characters.</summary>
    public const string TextNotAllowed = "text_not_allowed";

    /// <summary>A text, list or object is larger than allowed.</summary>
    public const string TooLong = "too_long";

    /// <summary>An id is not of the right kind or form.</summary>
    public const string InvalidId = "invalid_id";

    /// <summary>A query parameter cannot be read or is out of range.</summary>
    public const string InvalidParameter = "invalid_parameter";

    /// <summary>The route does not know this query parameter.</summary>
    public const string UnknownParameter = "unknown_parameter";

    /// <summary>A header cannot be read.</summary>
    public const string InvalidHeader = "invalid_header";

    /// <summary>The request breaks HTTP's own rules.</summary>
    public const string BadRequest = "bad_request";

    /// <summary>The route needs an idempotency key.</summary>
    public const string IdempotencyKeyMissing = "idempotency_key_missing";

    /// <summary>The idempotency key is not 1–255 printable ASCII characters, given once.</summary>
    public const string IdempotencyKeyInvalid = "idempotency_key_invalid";

    /// <summary>No valid credentials.</summary>
    public const string Unauthenticated = "unauthenticated";

    /// <summary>There is no such route.</summary>
    public const string RouteNotFound = "route_not_found";

    /// <summary>The route does not know this method.</summary>
    public const string MethodNotAllowed = "method_not_allowed";

    /// <summary>The request's body came too slowly.</summary>
    public const string RequestTimeout = "request_timeout";

    /// <summary>The body is larger than the route takes.</summary>
    public const string BodyTooLarge = "body_too_large";

    /// <summary>The body is not application/json in UTF-8 without content coding.</summary>
    public const string UnsupportedMediaType = "unsupported_media_type";

    /// <summary>More requests than the key or address may send.</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>A bug of ours.</summary>
    public const string InternalError = "internal_error";

    /// <summary>The grain runtime that this process was built for has no dashboard.</summary>
    public const string DashboardUnavailable = "dashboard_unavailable";

    /// <summary>The request may have been executed.</summary>
    public const string OutcomeUnknown = "outcome_unknown";
}
