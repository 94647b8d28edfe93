using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Payments.Api.Tests.Sites;

/// <summary>An answer as it came over the socket.</summary>
/// <param name="Status">Status code; 0 when the connection was closed without an answer.</param>
/// <param name="Head">Status line and headers.</param>
/// <param name="Body">What followed.</param>
internal sealed record RawAnswer(int Status, string Head, string Body)
{
    public string? Header(string name) => Head.Split("\r\n")
        .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
}

/// <summary>Sends bytes that no HTTP client would send.</summary>
internal static class RawHttp
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Sends a request and reads one answer.</summary>
    public static async Task<RawAnswer> SendAsync(Uri address, byte[] request)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        using var connection = new TcpClient { NoDelay = true };
        await connection.ConnectAsync(address.Host, address.Port, deadline.Token);
        var stream = connection.GetStream();
        var received = new MemoryStream();
        try
        {
            await stream.WriteAsync(request, deadline.Token);
        }
        catch (IOException)
        {
            // The server may have answered and closed before it has read everything.
        }

        await ReadAnswerAsync(stream, received, deadline.Token);
        return Parse(received.ToArray());
    }

    /// <summary>Sends a request as text: lines end in CR LF, and characters stand for bytes (Latin-1).</summary>
    public static Task<RawAnswer> SendAsync(Uri address, string request) =>
        SendAsync(address, Encoding.Latin1.GetBytes(request.ReplaceLineEndings("\r\n")));

    private static async Task ReadAnswerAsync(NetworkStream stream, MemoryStream received, CancellationToken deadline)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (!IsWhole(received) && await stream.ReadAsync(buffer, deadline) is > 0 and var count)
            {
                received.Write(buffer, 0, count);
            }
        }
        catch (IOException)
        {
            // A reset after the answer is as good as a close.
        }
    }

    private static bool IsWhole(MemoryStream received)
    {
        var answer = Parse(received.ToArray());
        return answer.Status != 0
            && int.TryParse(answer.Header("Content-Length"), CultureInfo.InvariantCulture, out var length)
            && Encoding.UTF8.GetByteCount(answer.Body) >= length;
    }

    private static RawAnswer Parse(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return end < 0
            ? new RawAnswer(0, text, "")
            : new RawAnswer(int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture), text[..end], text[(end + 4)..]);
    }
}
