using Payments.Api.Authentication;
using Payments.Api.Idempotency;
using Payments.Api.Json;
using Payments.Api.Problems;
using Payments.Api.Requests;
using Payments.Domain.Commands;
using Payments.Domain.Ids;

namespace Payments.Api.Commands;

/// <summary>A request that wants something done, read as far as all routes have it in common.</summary>
internal sealed class CommandRequest
{
    private readonly string _key;
    private readonly string _route;
    private readonly string? _pathText;

    public CommandRequest(HttpContext context, RequestFrame frame, JsonBody body, string route, string key, string? pathText, Guid pathId)
    {
        (Context, Body, PathId) = (context, body, pathId);
        (_route, _key, _pathText) = (route, key, pathText);
        Frame = frame;
        Caller = frame.Caller ?? throw new InvariantViolationException("an anonymous request reached a command");
        Fields = new FieldReader(body);
        Ids = context.RequestServices.GetRequiredService<NewIds>();
    }

    /// <summary>The HTTP request.</summary>
    public HttpContext Context { get; }

    /// <summary>Its frame.</summary>
    public RequestFrame Frame { get; }

    /// <summary>Who asks.</summary>
    public Caller Caller { get; }

    /// <summary>The body.</summary>
    public JsonBody Body { get; }

    /// <summary>Reads the body's members and gathers what is wrong with them.</summary>
    public FieldReader Fields { get; }

    /// <summary>The id in the path, if the route has one.</summary>
    public Guid PathId { get; }

    /// <summary>Makes ids for new objects.</summary>
    public NewIds Ids { get; }

    /// <summary>The problem that ends the request before a command is sent, beside those of <see cref="Fields"/>.</summary>
    public Problem? Refusal { get; set; }

    /// <summary>Who asks and from where, for the journal.</summary>
    public Origin Origin() => Frame.OriginOf(Context);

    /// <summary>The command's stamp. Only for a body without problems: what cannot be read has no fingerprint.</summary>
    public IdempotencyStamp Stamp() => new()
    {
        OperationId = OperationIds.Of(Caller.TenantId, _route, _key),
        Key = _key,
        Route = _route,
        Fingerprint = RequestFingerprint.Of(Body, _pathText),
    };
}
