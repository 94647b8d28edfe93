using System.Net;
using Payments.Api.Authentication;
using Payments.Domain.Commands;

namespace Payments.Api.Requests;

/// <summary>What the front end knows of one request, from its first byte to its answer.</summary>
internal sealed class RequestFrame
{
    private const int UserAgentMax = 200;

    /// <summary>The id in the <c>Request-Id</c> header, the logs, the journal entry and the audit record.</summary>
    public required string RequestId { get; init; }

    /// <summary>When it came, as <see cref="TimeProvider.GetTimestamp"/> says.</summary>
    public required long StartedAt { get; init; }

    /// <summary>The client's network address, from a trusted proxy's header if the proxy is configured.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>True when it came over the loopback interface or from a monitoring network, not through a proxy.</summary>
    public required bool IsLocal { get; init; }

    /// <summary>Who asks; null before and without authentication.</summary>
    public Caller? Caller { get; set; }

    /// <summary>True as soon as the request has had an effect: a later fault must not promise that nothing happened.</summary>
    public bool Executed { get; set; }

    /// <summary>True when the client wants to wait for its answer for less than is usual.</summary>
    public bool IsHurried { get; set; }

    /// <summary>The code of the problem that was answered.</summary>
    public string? ProblemCode { get; set; }

    /// <summary>The frame of a request; the front door has made it.</summary>
    public static RequestFrame Of(HttpContext context) =>
        context.Features.Get<RequestFrame>() ?? throw new InvariantViolationException("a request came in by the back door");

    /// <summary>Who asks and from where, as the journal keeps it.</summary>
    public Origin OriginOf(HttpContext context)
    {
        var caller = Caller ?? throw new InvariantViolationException("an anonymous request reached a command");
        var agent = context.Request.Headers.UserAgent.ToString();
        return new Origin
        {
            TenantId = caller.TenantId,
            Actor = caller.Actor,
            Role = caller.Role ?? throw new InvariantViolationException("a caller without a role reached a command"),
            Address = Address.ToString(),
            UserAgent = agent.Length == 0 ? null : Printable(agent),
            RequestId = RequestId,
        };
    }

    /// <summary>Header values reach the audit record, so they keep to what PostgreSQL and a log line can hold.</summary>
    private static string Printable(string agent)
    {
        var text = agent.Length <= UserAgentMax ? agent : agent[..UserAgentMax];
        return text.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? string.Create(text.Length, text, static (span, source) =>
            {
                for (var index = 0; index < span.Length; index++)
                {
                    span[index] = source[index] is >= ' ' and <= '~' ? source[index] : '?';
                }
            })
            : text;
    }
}
