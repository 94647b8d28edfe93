using System.Buffers.Text;

namespace Payments.Benchmarks.Load;

/// <summary>The least that tells where one HTTP/1.1 answer ends: status line, then content length or chunks.</summary>
internal static class ResponseReader
{
    /// <summary>The status when <paramref name="received"/> holds a whole answer, otherwise 0.</summary>
    public static int Status(ReadOnlySpan<byte> received)
    {
        var headEnd = received.IndexOf("\r\n\r\n"u8);
        if (headEnd < 0)
        {
            return 0;
        }

        var head = received[..(headEnd + 2)];
        return IsWhole(head, received[(headEnd + 4)..]) ? StatusOf(head) : 0;
    }

    private static bool IsWhole(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        var at = head.IndexOf("\r\nContent-Length: "u8);
        if (at >= 0)
        {
            return Utf8Parser.TryParse(head[(at + "\r\nContent-Length: ".Length)..], out int length, out _)
                && body.Length >= length;
        }

        // JSON never holds a bare line break inside a string, so the last chunk's mark cannot appear in the body.
        return head.IndexOf("\r\nTransfer-Encoding: chunked"u8) < 0 || body.EndsWith("0\r\n\r\n"u8);
    }

    private static int StatusOf(ReadOnlySpan<byte> head) =>
        Utf8Parser.TryParse(head["HTTP/1.1 ".Length..], out int status, out _) ? status : 599;
}
