using Microsoft.Extensions.Primitives;
using Payments.Api.Problems;

namespace Payments.Api.Requests;

/// <summary>Reads a request's body whole, within a limit, after its headers were found to be acceptable.</summary>
internal static class BodyReader
{
    /// <summary>Most bytes of an ordinary body.</summary>
    public const int BytesMax = 64 * 1024;

    /// <summary>Most bytes of a batch.</summary>
    public const int BatchBytesMax = 4 * 1024 * 1024;

    private static readonly byte[] EmptyObject = "{}"u8.ToArray();

    /// <summary>Reads the body; the problem says why it was not read.</summary>
    /// <param name="context">The request.</param>
    /// <param name="bytesMax">The limit.</param>
    /// <param name="isOptional">True when no body at all stands for an empty object.</param>
    public static async ValueTask<(ReadOnlyMemory<byte> Bytes, Problem? Problem)> ReadAsync(
        HttpContext context, int bytesMax, bool isOptional)
    {
        var request = context.Request;
        if (isOptional && request.ContentLength is null or 0 && !request.Headers.ContainsKey("Transfer-Encoding"))
        {
            return request.Headers.ContentEncoding.Count == 0 ? (EmptyObject, null) : (default, Unsupported());
        }

        if (!IsAcceptable(request))
        {
            return (default, Unsupported());
        }

        return request.ContentLength > bytesMax ? (default, TooLarge(bytesMax)) : await ReadWholeAsync(context, bytesMax);
    }

    /// <summary>application/json, in UTF-8 if it says so, without any content coding.</summary>
    internal static bool IsAcceptable(HttpRequest request) =>
        request.Headers.ContentEncoding.Count == 0
        && request.Headers.ContentType is { Count: 1 } header && header[0] is { } type && IsJson(type);

    private static bool IsJson(string type)
    {
        if (type is "application/json" or "application/json; charset=utf-8")
        {
            return true;
        }

        return Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(type, out var parsed)
            && parsed.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            && parsed.Parameters.All(parameter =>
                parameter.Name.Equals("charset", StringComparison.OrdinalIgnoreCase)
                && StringSegment.Equals(
                    Microsoft.Net.Http.Headers.HeaderUtilities.RemoveQuotes(parameter.Value), "utf-8", StringComparison.OrdinalIgnoreCase));
    }

    private static async ValueTask<(ReadOnlyMemory<byte> Bytes, Problem? Problem)> ReadWholeAsync(HttpContext context, int bytesMax)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(context.RequestAborted);
            var buffer = result.Buffer;
            if (buffer.Length > bytesMax)
            {
                reader.AdvanceTo(buffer.End);
                return (default, TooLarge(bytesMax));
            }

            if (result.IsCompleted)
            {
                var bytes = System.Buffers.BuffersExtensions.ToArray(buffer);
                reader.AdvanceTo(buffer.End);
                return (bytes, null);
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static Problem TooLarge(int bytesMax) =>
        Problem.Of(ProblemCodes.BodyTooLarge, $"The body may have at most {bytesMax} bytes.");

    private static Problem Unsupported() => Problem.InHeader(
        ProblemCodes.UnsupportedMediaType, "The body must be application/json in UTF-8, without content coding.", "Content-Type");
}
