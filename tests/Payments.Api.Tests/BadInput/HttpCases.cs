using System.Text;
using Payments.Api.Tests.Sites;

namespace Payments.Api.Tests.BadInput;

/// <summary>A request on the wire and its answer. Marks are replaced: $token, $body, $source, $destination, $key.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Request">The whole request; its line ends become CR LF.</param>
/// <param name="Status">The answer's status.</param>
/// <param name="Code">The answer's code; null where Kestrel answers before the front end sees anything.</param>
internal sealed record HttpCase(string Name, string Request, int Status, string? Code = null)
{
    public byte[] Bytes(ISite site)
    {
        var body = $$"""{"source":"{{site.Source}}","destination":"{{site.Destination}}","amount":1,"currency":"USD"}""";
        var text = Request.ReplaceLineEndings("\r\n")
            .Replace("$token", site.UserToken, StringComparison.Ordinal)
            .Replace("$body", body, StringComparison.Ordinal)
            .Replace("$length", $"{body.Length}", StringComparison.Ordinal)
            .Replace("$source", site.Source, StringComparison.Ordinal)
            .Replace("$key", Guid.NewGuid().ToString("N"), StringComparison.Ordinal)
            .Replace("<LF>", "\n", StringComparison.Ordinal);
        return Encoding.Latin1.GetBytes(text);
    }
}

/// <summary>Requests whose framing, headers or path are wrong.</summary>
internal static class HttpCases
{
    private const string Type = "Content-Type: application/json";

    /// <summary>HTTP's own rules. Where no code is given, Kestrel answers.</summary>
    public static IReadOnlyList<HttpCase> Framing { get; } =
    [
        Post("plain", 201, null, Type),
        new("no host", "POST /v1/transfers HTTP/1.1\nContent-Length: 0\n\n", 400),
        new("two hosts", "GET /health/live HTTP/1.1\nHost: a\nHost: b\n\n", 400),
        new("junk method", "G@T /health/live HTTP/1.1\nHost: x\n\n", 400),
        new("lower-case method", "post /v1/transfers HTTP/1.1\nHost: x\nContent-Length: 0\n\n", 401, "unauthenticated"),
        new("invented method", "FETCH /v1/transfers HTTP/1.1\nHost: x\n\n", 405, "method_not_allowed"),
        new("TRACE", "TRACE /v1/transfers HTTP/1.1\nHost: x\n\n", 405, "method_not_allowed"),
        new("DELETE", "DELETE /v1/transfers HTTP/1.1\nHost: x\n\n", 405, "method_not_allowed"),
        new("PUT on one", "PUT /v1/accounts/$source HTTP/1.1\nHost: x\nContent-Length: 0\n\n", 405, "method_not_allowed"),
        new("CONNECT", "CONNECT example.org:443 HTTP/1.1\nHost: example.org:443\n\n", 404, "route_not_found"),
        new("unknown version", "GET /health/live HTTP/9.9\nHost: x\n\n", 505),
        new("no version", "GET /health/live\n\n", 400),
        new("garbage", "\u0016\u0003\u0001\u0002\n\n", 400),
        new("bare line feeds", "GET /health/live HTTP/1.1<LF>Host: x<LF><LF>", 400),
        new("one bare line feed", "GET /health/live HTTP/1.1\nHost: x<LF>X-Injected: 1\n\n", 400),
        new("NUL in a header", "GET /health/live HTTP/1.1\nHost: x\nX-Test: a\0b\n\n", 400),
        new("a byte above ASCII in a header's name", "GET /health/live HTTP/1.1\nHost: x\nX-\u00e9Test: a\n\n", 400),
        new("invalid UTF-8 in a header", "GET /health/live HTTP/1.1\nHost: x\nX-Test: \u00ff\n\n", 400),
        new("space before the colon", "GET /health/live HTTP/1.1\nHost : x\n\n", 400),
        new("folded header", "GET /health/live HTTP/1.1\nHost: x\nX-Test: a\n b\n\n", 400),
        new("40 KB header", $"GET /health/live HTTP/1.1\nHost: x\nX-Test: {new string('a', 40_000)}\n\n", 431),
        new("150 headers", $"GET /health/live HTTP/1.1\nHost: x\n{string.Concat(Enumerable.Range(0, 150).Select(at => $"X-{at}: a\n"))}\n", 431),
        new("9 KB target", $"GET /health/live?a={new string('a', 9_000)} HTTP/1.1\nHost: x\n\n", 414),
        Post("two lengths", 400, null, Type, "Content-Length: 5"),
        new("length and chunks", Head(Type, "Content-Length: 5", "Transfer-Encoding: chunked") + "0\n\n", 400, "bad_request"),
        new("chunks and an own X-Content-Length", Head(Type, "X-Content-Length: 5", "Transfer-Encoding: chunked") + "0\n\n", 400, "bad_request"),
        new("broken chunk", Head(Type, "Transfer-Encoding: chunked") + "zz\n{}\n0\n\n", 400, "bad_request"),
        new("negative length", Head(Type, "Content-Length: -1"), 400),
        new("length that is no number", Head(Type, "Content-Length: 1x"), 400),
        new("unknown transfer coding", Head(Type, "Transfer-Encoding: gzip") + "0\n\n", 400),
        new("chunked transfer", Head(Type, "Transfer-Encoding: chunked") + "2\n{}\n0\n\n", 400, "missing_field"),
        new("body over the limit", Head(Type, "Content-Length: 70000") + new string(' ', 70_000), 413, "body_too_large"),
        new("chunks over the limit", Head(Type, "Transfer-Encoding: chunked") + $"11170\n{new string(' ', 70_000)}\n0\n\n", 413, "body_too_large"),
        new("a length of terabytes", Head(Type, "Content-Length: 9999999999999"), 413, "body_too_large"),
    ];

    /// <summary>Content types and codings: only application/json in UTF-8, as it is.</summary>
    public static IReadOnlyList<HttpCase> ContentTypes { get; } =
    [
        Post("utf-8", 201, null, "Content-Type: application/json; charset=utf-8"),
        Post("utf-8 quoted, in capitals", 201, null, "Content-Type: APPLICATION/JSON;charset=\"UTF-8\""),
        Post("no type", 415, Unsupported),
        Post("empty type", 415, Unsupported, "Content-Type:"),
        Post("text", 415, Unsupported, "Content-Type: text/plain"),
        Post("form", 415, Unsupported, "Content-Type: application/x-www-form-urlencoded"),
        Post("multipart", 415, Unsupported, "Content-Type: multipart/form-data; boundary=x"),
        Post("xml", 415, Unsupported, "Content-Type: application/xml"),
        Post("a JSON dialect", 415, Unsupported, "Content-Type: application/merge-patch+json"),
        Post("utf-16", 415, Unsupported, "Content-Type: application/json; charset=utf-16"),
        Post("utf-7", 415, Unsupported, "Content-Type: application/json; charset=utf-7"),
        Post("latin1", 415, Unsupported, "Content-Type: application/json; charset=iso-8859-1"),
        Post("two charsets", 415, Unsupported, "Content-Type: application/json; charset=utf-8; charset=utf-16"),
        Post("unknown parameter", 415, Unsupported, "Content-Type: application/json; version=2"),
        Post("two types", 415, Unsupported, Type, Type),
        Post("gzip", 415, Unsupported, Type, "Content-Encoding: gzip"),
        Post("brotli", 415, Unsupported, Type, "Content-Encoding: br"),
        Post("unknown coding", 415, Unsupported, Type, "Content-Encoding: x-secret"),
        Post("identity coding", 415, Unsupported, Type, "Content-Encoding: identity"),
        Post("two codings", 415, Unsupported, Type, "Content-Encoding: gzip, gzip"),
        new("coding without a body", "POST /v1/transfers/trf_01jd3vn7sme8q8s3tt6wkqj0bd/void HTTP/1.1\nHost: x\nAuthorization: Bearer $token\n"
            + "Idempotency-Key: $key\nContent-Encoding: gzip\nContent-Length: 0\n\n", 415, Unsupported),
    ];

    /// <summary>The idempotency key.</summary>
    public static IReadOnlyList<HttpCase> Keys { get; } =
    [
        WithKeys("bare", 201, null, "Idempotency-Key: $key"),
        WithKeys("quoted", 201, null, "Idempotency-Key: \"$key\""),
        WithKeys("255 characters", 201, null, $"Idempotency-Key: $key{new string('k', 223)}"),
        WithKeys("none", 400, "idempotency_key_missing"),
        WithKeys("empty", 400, "idempotency_key_invalid", "Idempotency-Key:"),
        WithKeys("blank", 400, "idempotency_key_invalid", "Idempotency-Key:   "),
        WithKeys("empty in quotes", 400, "idempotency_key_invalid", "Idempotency-Key: \"\""),
        WithKeys("256 characters", 400, "idempotency_key_invalid", $"Idempotency-Key: {new string('k', 256)}"),
        WithKeys("256 characters in quotes", 400, "idempotency_key_invalid", $"Idempotency-Key: \"{new string('k', 256)}\""),
        WithKeys("twice", 400, "idempotency_key_invalid", "Idempotency-Key: a", "Idempotency-Key: b"),
        WithKeys("twice the same", 400, "idempotency_key_invalid", "Idempotency-Key: a", "Idempotency-Key: a"),
        WithKeys("not ASCII", 400, "idempotency_key_invalid", "Idempotency-Key: caf\u00c3\u00a9"),
        WithKeys("a tab", 400, "idempotency_key_invalid", "Idempotency-Key: a\tb"),
        WithKeys("quote without end", 400, "idempotency_key_invalid", "Idempotency-Key: \"abc"),
        WithKeys("text behind the quote", 400, "idempotency_key_invalid", "Idempotency-Key: \"abc\"def"),
        WithKeys("parameter behind the quote", 400, "idempotency_key_invalid", "Idempotency-Key: \"abc\";a=1"),
        WithKeys("unknown escape", 400, "idempotency_key_invalid", "Idempotency-Key: \"a\\nb\""),
    ];

    private const string Unsupported = "unsupported_media_type";

    private static string Head(params string[] headers) =>
        $"POST /v1/transfers HTTP/1.1\nHost: x\nAuthorization: Bearer $token\nIdempotency-Key: $key\n{Lines(headers)}\n";

    private static HttpCase Post(string name, int status, string? code, params string[] headers) =>
        new(name, Head([.. headers, "Content-Length: $length"]) + "$body", status, code);

    private static HttpCase WithKeys(string name, int status, string? code, params string[] headers) => new(
        name,
        $"POST /v1/transfers HTTP/1.1\nHost: x\nAuthorization: Bearer $token\n{Type}\nContent-Length: $length\n{Lines(headers)}\n$body",
        status, code);

    private static string Lines(string[] headers) => string.Concat(headers.Select(header => header + "\n"));
}
