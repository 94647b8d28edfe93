using System.Text.Json;
using Payments.Api.Authentication;
using Payments.Api.Commands;
using Payments.Api.Idempotency;
using Payments.Api.Json;
using Payments.Api.Problems;
using Payments.Domain.Commands;
using Payments.Domain.Ids;
using Payments.Domain.Refusals;
using Payments.Journal.Reading;

namespace Payments.Api.ApiKeys;

/// <summary>
/// What issuing and rolling have in common: a secret is made here, its hash goes to the journal, and it is shown in this
/// answer only. A repetition gets the same key with <c>secret: null</c>: nobody knows the secret any more.
/// </summary>
internal abstract class IssueApiKeyEndpoint(CommandRunner runner, ILedgerReader reader) : CommandEndpoint(runner)
{
    /// <summary>Longest name.</summary>
    protected const int NameMax = 100;

    /// <inheritdoc/>
    public override int Status => StatusCodes.Status201Created;

    /// <summary>Reads keys.</summary>
    protected ILedgerReader Reader => reader;

    /// <summary>The command for a new secret.</summary>
    protected static IssueApiKey Issue(CommandRequest request, Guid merchant, string? name)
    {
        var secret = ApiKeySecret.Create();
        request.Context.Items[typeof(ApiKeySecret)] = secret;
        return new IssueApiKey
        {
            Origin = request.Origin(),
            Idempotency = request.Stamp(),
            KeyId = request.Ids.Next(),
            MerchantId = merchant,
            SecretHash = ApiKeySecret.Hash(secret),
            LastFour = secret[^4..],
            Name = name,
        };
    }

    /// <inheritdoc/>
    protected override async ValueTask CompleteAsync(CommandRequest request, Command command, Done done)
    {
        if (done.Replayed)
        {
            var id = ((ApiKeyOutcome)done.Outcome).KeyId;
            request.Context.Items[typeof(ApiKeyView)] = await reader.FindApiKeyAsync(id, request.Context.RequestAborted);
        }
    }

    /// <inheritdoc/>
    protected override void Write(Utf8JsonWriter json, CommandRequest request, Command command, Done done)
    {
        var (outcome, issue) = ((ApiKeyOutcome)done.Outcome, (IssueApiKey)command);
        var first = request.Context.Items[typeof(ApiKeyView)] as ApiKeyView;
        var view = new ApiKeyView(
            outcome.KeyId, outcome.MerchantId, first?.LastFour ?? issue.LastFour, issue.Name, outcome.RecordedAt, outcome.EndsAt);
        ApiKeyAnswer.WriteIssued(json, view, done.Replayed ? null : (string?)request.Context.Items[typeof(ApiKeySecret)]);
    }
}

/// <summary>Issues an API key to a merchant.</summary>
internal sealed class CreateApiKey(CommandRunner runner, ILedgerReader reader) : IssueApiKeyEndpoint(runner, reader)
{
    private static readonly Field Merchant = Field.Id(
        "merchant", "The merchant that it acts for; the caller without it. Administrators must name one.", false, PublicId.Merchant);

    private static readonly Field Name = Field.Text("name", NameMax, "Name for people.");
    private static readonly BodyShape Body = new(true, Merchant, Name);

    /// <inheritdoc/>
    public override string Template => "/v1/api-keys";

    /// <inheritdoc/>
    public override BodyShape Shape => Body;

    /// <inheritdoc/>
    protected override ValueTask<Command?> BuildAsync(CommandRequest request)
    {
        var merchant = request.Fields.Id(Merchant) ?? request.Caller.TenantId;
        var name = request.Fields.Text(Name);
        if (merchant == Guid.Empty)
        {
            request.Fields.Refuse(Merchant, ProblemCodes.MissingField, "The merchant must be named.");
        }

        if (request.Fields.Problem is not null || !request.Caller.MaySee(merchant))
        {
            request.Refusal = request.Fields.Problem ?? Problem.From(Reason.ObjectNotFound(Merchant.Pointer));
            return new ValueTask<Command?>((Command?)null);
        }

        return new ValueTask<Command?>(Issue(request, merchant, name));
    }
}

/// <summary>Issues a new secret in the place of a key, which goes on for a while.</summary>
internal sealed class RollApiKey(CommandRunner runner, ILedgerReader reader) : IssueApiKeyEndpoint(runner, reader)
{
    private const long OverlapSecondsMax = 30 * 24 * 60 * 60;

    private static readonly Field Overlap = Field.Integer(
        "overlap_seconds", "How long the old key still works; 0 without it.", false, 0, OverlapSecondsMax);

    private static readonly BodyShape Body = new(true, Overlap);

    /// <inheritdoc/>
    public override string Template => "/v1/api-keys/{id}/roll";

    /// <inheritdoc/>
    public override BodyShape Shape => Body;

    /// <inheritdoc/>
    public override IReadOnlyList<string> PathPrefixes => [PublicId.ApiKey];

    /// <inheritdoc/>
    protected override async ValueTask<Command?> BuildAsync(CommandRequest request)
    {
        var overlap = request.Fields.Integer(Overlap) ?? 0;
        if (request.Fields.Problem is not null)
        {
            return null;
        }

        var old = await Reader.FindApiKeyAsync(request.PathId, request.Context.RequestAborted);
        if (old is null || !request.Caller.MaySee(old.MerchantId))
        {
            request.Refusal = Problem.NotFound(RefusalCodes.ObjectNotFound);
            return null;
        }

        return Issue(request, old.MerchantId, old.Name) with
        {
            Replaces = old.Id,
            Overlap = TimeSpan.FromSeconds(overlap),
        };
    }
}

/// <summary>Ends an API key now. It may be taken for a few seconds more: that long each front end remembers it.</summary>
internal sealed class RevokeApiKeyEndpoint(CommandRunner runner, ILedgerReader reader) : CommandEndpoint(runner)
{
    private static readonly BodyShape Body = new(true);

    /// <inheritdoc/>
    public override string Template => "/v1/api-keys/{id}/revoke";

    /// <inheritdoc/>
    public override BodyShape Shape => Body;

    /// <inheritdoc/>
    public override IReadOnlyList<string> PathPrefixes => [PublicId.ApiKey];

    /// <inheritdoc/>
    protected override async ValueTask<Command?> BuildAsync(CommandRequest request)
    {
        var key = await reader.FindApiKeyAsync(request.PathId, request.Context.RequestAborted);
        if (key is null || !request.Caller.MaySee(key.MerchantId))
        {
            request.Refusal = Problem.NotFound(RefusalCodes.ObjectNotFound);
            return null;
        }

        request.Context.Items[typeof(ApiKeyView)] = key;
        return new RevokeApiKey
        {
            Origin = request.Origin(),
            Idempotency = request.Stamp(),
            KeyId = request.PathId,
            ChangeId = request.Ids.Next(),
        };
    }

    /// <inheritdoc/>
    protected override void Write(Utf8JsonWriter json, CommandRequest request, Command command, Done done) =>
        ApiKeyAnswer.Write(json, (ApiKeyView)request.Context.Items[typeof(ApiKeyView)]! with
        {
            EndsAt = ((ApiKeyOutcome)done.Outcome).EndsAt,
        });
}
