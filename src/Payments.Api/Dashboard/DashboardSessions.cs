using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Payments.Api.Authentication;
using Payments.Api.Limits;
using Payments.Api.Requests;
using Payments.Domain.Ledger;

namespace Payments.Api.Dashboard;

/// <summary>Marks the routes that take a dashboard session instead of a token. All of them read.</summary>
internal sealed class DashboardPage;

/// <summary>
/// Short sessions of administrators with a browser, which cannot send an access token with a link. The cookie is good for
/// reading the dashboard's own pages and for nothing else, so it is no key to the API.
/// </summary>
internal sealed class DashboardSessions(IOptions<DashboardOptions> options, RequestLimits limits, TimeProvider clock)
{
    /// <summary>The cookie's name.</summary>
    public const string Cookie = "payments_dashboard";

    /// <summary>The path that the browser sends it to.</summary>
    public const string Path = "/dashboard";

    private const int ValueMax = 512;
    private readonly byte[] _key = options.Value.SessionKey is { } shared ? Convert.FromBase64String(shared) : RandomNumberGenerator.GetBytes(32);
    private readonly TimeSpan _lifetime = TimeSpan.FromMinutes(options.Value.SessionMinutes);

    /// <summary>Begins a session for an administrator.</summary>
    public void Begin(HttpContext context, Caller administrator)
    {
        var ends = (clock.GetUtcNow() + _lifetime).ToUnixTimeSeconds();
        var content = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{ends} {administrator.Actor}"));
        var value = $"{Base64Url.EncodeToString(content)}.{Base64Url.EncodeToString(HMACSHA256.HashData(_key, content))}";
        context.Response.Cookies.Append(Cookie, value, Flags(context, _lifetime));
    }

    /// <summary>Ends the browser's session.</summary>
    public static void End(HttpContext context) => context.Response.Cookies.Append(Cookie, "", Flags(context, TimeSpan.Zero));

    /// <summary>The administrator of the request's session; null without a good one, and on every route but the dashboard's.</summary>
    public Caller? Find(HttpContext context)
    {
        var reads = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        return reads && context.GetEndpoint()?.Metadata.GetMetadata<DashboardPage>() is not null
            && context.Request.Cookies[Cookie] is { Length: <= ValueMax } value && Open(value) is { } actor
                ? new Caller(Guid.Empty, actor, Role.Admin, hasSecondFactor: false, limits.BucketOf(actor))
                : null;
    }

    private string? Open(string value)
    {
        var dot = value.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || !Base64Url.IsValid(value.AsSpan(0, dot)) || !Base64Url.IsValid(value.AsSpan(dot + 1)))
        {
            return null;
        }

        var content = Base64Url.DecodeFromChars(value.AsSpan(0, dot));
        if (!CryptographicOperations.FixedTimeEquals(Base64Url.DecodeFromChars(value.AsSpan(dot + 1)), HMACSHA256.HashData(_key, content)))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(content);
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var ends = long.Parse(text.AsSpan(0, space), CultureInfo.InvariantCulture);
        return clock.GetUtcNow().ToUnixTimeSeconds() < ends ? text[(space + 1)..] : null;
    }

    /// <summary>Not for scripts, not from other sites, and not in clear text but on this machine.</summary>
    private static CookieOptions Flags(HttpContext context, TimeSpan lifetime) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps || !RequestFrame.Of(context).IsLocal,
        Path = Path,
        MaxAge = lifetime,
        IsEssential = true,
    };
}
