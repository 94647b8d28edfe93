using System.Collections.Frozen;
using Payments.Domain.Refusals;

namespace Payments.Api.Problems;

/// <summary>How a code is told over HTTP.</summary>
/// <param name="Status">The status, always the same for a code.</param>
/// <param name="Title">The code in words, always the same for a code (RFC 9457).</param>
/// <param name="Advice">What a client program should do next, if that is certain.</param>
internal sealed record ProblemKind(int Status, string Title, string? Advice = null)
{
    /// <summary>True for a decline: funds or a limit of the payer.</summary>
    public bool IsDecline => Status == 402;
}

/// <summary>The only place that maps a refusal or problem code to an HTTP status. docs/refusals.md tells the same to people.</summary>
internal static class ProblemCatalog
{
    private const string TryAgainLater = "try_again_later";
    private const string DoNotTryAgain = "do_not_try_again";
    private const string SameRequestSameKey = "send_same_request_with_same_key";

    private static readonly FrozenDictionary<string, ProblemKind> Kinds = Ledger().Concat(FrontEnd())
        .ToFrozenDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);

    /// <summary>Every code that an answer may carry.</summary>
    public static IEnumerable<string> Codes => Kinds.Keys;

    /// <summary>How a code is told. A code without a mapping is a bug, which a test rules out.</summary>
    public static ProblemKind Of(string code) =>
        Kinds.TryGetValue(code, out var kind) ? kind : throw new InvariantViolationException($"no mapping for code '{code}'");

    private static Dictionary<string, ProblemKind> Ledger() => new()
    {
        [RefusalCodes.InsufficientFunds] = new(402, "Insufficient funds", TryAgainLater),
        [RefusalCodes.DayLimitExceeded] = new(402, "The account's limit for one day is reached", TryAgainLater),
        [RefusalCodes.NotAllowed] = new(403, "Not allowed", DoNotTryAgain),
        [RefusalCodes.SecondPersonRequired] = new(403, "A second person must decide", DoNotTryAgain),
        [RefusalCodes.AccountNotFound] = new(404, "Account not found", DoNotTryAgain),
        [RefusalCodes.TransferNotFound] = new(404, "Transfer not found", DoNotTryAgain),
        [RefusalCodes.ObjectNotFound] = new(404, "Not found", DoNotTryAgain),
        [RefusalCodes.AccountFrozen] = new(409, "The account is frozen", DoNotTryAgain),
        [RefusalCodes.AccountClosed] = new(409, "The account is closed", DoNotTryAgain),
        [RefusalCodes.AccountNotEmpty] = new(409, "The account is not empty", DoNotTryAgain),
        [RefusalCodes.AccountStateConflict] = new(409, "The state does not allow this", DoNotTryAgain),
        [RefusalCodes.TransferNotHeld] = new(409, "The transfer has no hold", DoNotTryAgain),
        [RefusalCodes.HoldAlreadyPosted] = new(409, "The hold was posted already", DoNotTryAgain),
        [RefusalCodes.HoldAlreadyVoided] = new(409, "The hold was voided already", DoNotTryAgain),
        [RefusalCodes.HoldExpired] = new(409, "The hold has expired", DoNotTryAgain),
        [RefusalCodes.AlreadyReversed] = new(409, "The transfer was reversed already", DoNotTryAgain),
        [RefusalCodes.NotReversible] = new(409, "The transfer cannot be reversed", DoNotTryAgain),
        [RefusalCodes.BatchRefused] = new(409, "The batch was refused", DoNotTryAgain),
        [RefusalCodes.ApiKeyRevoked] = new(409, "The API key has an end already", DoNotTryAgain),
        [RefusalCodes.ApprovalPending] = new(409, "It waits for a second person already", DoNotTryAgain),
        [RefusalCodes.ApprovalDecided] = new(409, "It was decided already", DoNotTryAgain),
        [RefusalCodes.ApprovalWithdrawn] = new(409, "It was withdrawn", DoNotTryAgain),
        [RefusalCodes.ApprovalExpired] = new(409, "Nobody decided in time", DoNotTryAgain),
        [RefusalCodes.WithdrawalNotAllowed] = new(403, "Somebody else asked for it", DoNotTryAgain),
        [RefusalCodes.AlreadyExists] = new(409, "It exists already", DoNotTryAgain),
        [RefusalCodes.IdempotencyKeyInFlight] = new(409, "A request with this key is in flight", SameRequestSameKey),
        [RefusalCodes.SiloNotFound] = new(404, "Silo not found", DoNotTryAgain),
        [RefusalCodes.LastSilo] = new(409, "The last silo cannot be drained", DoNotTryAgain),
        [RefusalCodes.IdempotencyKeyReused] = new(422, "The idempotency key was used with another body", DoNotTryAgain),
        [RefusalCodes.TransferLimitExceeded] = new(422, "Above the account's limit for one transfer", DoNotTryAgain),
        [RefusalCodes.CurrencyMismatch] = new(422, "The account holds another currency", DoNotTryAgain),
        [RefusalCodes.SameAccount] = new(422, "Source and destination are the same", DoNotTryAgain),
        [RefusalCodes.AmountOutOfRange] = new(422, "The amount is out of range", DoNotTryAgain),
        [RefusalCodes.BalanceOutOfRange] = new(422, "A balance would leave the exact range", DoNotTryAgain),
        [RefusalCodes.FloorAboveBalance] = new(422, "The floor is above the balance", DoNotTryAgain),
        [RefusalCodes.AmountExceedsHold] = new(422, "More than is held", DoNotTryAgain),
        [RefusalCodes.NotExecuted] = new(503, "Not executed", TryAgainLater),
    };

    private static Dictionary<string, ProblemKind> FrontEnd() => new()
    {
        [ProblemCodes.InvalidJson] = new(400, "The body is not valid JSON", DoNotTryAgain),
        [ProblemCodes.DuplicateMember] = new(400, "A member is given twice", DoNotTryAgain),
        [ProblemCodes.UnknownMember] = new(400, "A member is not known", DoNotTryAgain),
        [ProblemCodes.MissingField] = new(400, "A required member is missing", DoNotTryAgain),
        [ProblemCodes.InvalidValue] = new(400, "A value cannot be read", DoNotTryAgain),
        [ProblemCodes.InvalidId] = new(400, "An id cannot be read", DoNotTryAgain),
        [ProblemCodes.InvalidParameter] = new(400, "A parameter cannot be read", DoNotTryAgain),
        [ProblemCodes.UnknownParameter] = new(400, "A parameter is not known", DoNotTryAgain),
        [ProblemCodes.InvalidHeader] = new(400, "A header cannot be read", DoNotTryAgain),
        [ProblemCodes.BadRequest] = new(400, "Bad request", DoNotTryAgain),
        [ProblemCodes.IdempotencyKeyMissing] = new(400, "An idempotency key is required", DoNotTryAgain),
        [ProblemCodes.IdempotencyKeyInvalid] = new(400, "The idempotency key is not valid", DoNotTryAgain),
        [ProblemCodes.Unauthenticated] = new(401, "Valid credentials are required", DoNotTryAgain),
        [ProblemCodes.RouteNotFound] = new(404, "No such route", DoNotTryAgain),
        [ProblemCodes.MethodNotAllowed] = new(405, "The route does not know this method", DoNotTryAgain),
        [ProblemCodes.RequestTimeout] = new(408, "The request came too slowly", TryAgainLater),
        [ProblemCodes.BodyTooLarge] = new(413, "The body is too large", DoNotTryAgain),
        [ProblemCodes.UnsupportedMediaType] = new(415, "The body must be application/json in UTF-8", DoNotTryAgain),
        [ProblemCodes.ValueNotAllowed] = new(422, "A value is not allowed", DoNotTryAgain),
        [ProblemCodes.TextNotAllowed] = new(422, "A text holds characters that are not allowed", DoNotTryAgain),
        [ProblemCodes.TooLong] = new(422, "A value is too long", DoNotTryAgain),
        [ProblemCodes.RateLimited] = new(429, "Too many requests", TryAgainLater),
        [ProblemCodes.InternalError] = new(500, "Internal error", SameRequestSameKey),
        [ProblemCodes.DashboardUnavailable] = new(501, "This grain runtime has no dashboard", DoNotTryAgain),
        [ProblemCodes.OutcomeUnknown] = new(504, "The outcome is not known", SameRequestSameKey),
    };
}
