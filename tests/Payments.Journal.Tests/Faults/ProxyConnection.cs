using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Payments.Journal.Tests.Faults;

/// <summary>One connection through the proxy: passes messages on until a fault strikes at a COMMIT.</summary>
internal sealed class ProxyConnection(PostgresProxy proxy, TcpClient client, TcpClient server)
{
    private const byte Parse = (byte)'P';
    private const byte Bind = (byte)'B';
    private const byte Sync = (byte)'S';
    private const byte ReadyForQuery = (byte)'Z';
    private const string RollbackName = "proxy_rollback";

    // Texts of statements by name; the unnamed one changes all the time. A COMMIT comes as a Bind of one of them.
    private readonly Dictionary<string, string> _statements = [];
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isSwallowing;

    internal void Start()
    {
        _ = RunAsync(PassRequestsAsync);
        _ = RunAsync(PassAnswersAsync);
    }

    internal void Close()
    {
        client.Close();
        server.Close();
    }

    private async Task RunAsync(Func<Task> pass)
    {
        try
        {
            await pass();
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // One side has gone: so does the other.
        }
        finally
        {
            if (!_isSwallowing)
            {
                Close();
            }
        }
    }

    private async Task PassRequestsAsync()
    {
        var (from, to) = (client.GetStream(), server.GetStream());
        var startup = await ReadAsync(from, headerLength: 0);
        await to.WriteAsync(startup);
        CommitFault? fault = null;
        while (await ReadAsync(from, headerLength: 1) is { Length: > 0 } message)
        {
            var isCommit = IsCommit(message);
            fault ??= isCommit ? proxy.TakeFault() : null;
            if (fault == CommitFault.CutBefore)
            {
                Close();
                return;
            }

            if (fault is CommitFault.CutAfter or CommitFault.SwallowAnswer or CommitFault.Abandon)
            {
                _isSwallowing = true;
            }

            await to.WriteAsync(isCommit && fault == CommitFault.TurnIntoRollback ? OfRollback(message) : message);
            if (message[0] == Sync && fault == CommitFault.Abandon)
            {
                client.Close();
                return;
            }

            if (message[0] == Sync && fault == CommitFault.CutAfter)
            {
                await _answered.Task;
                _isSwallowing = false;
                Close();
                return;
            }

            fault = message[0] == Sync && fault == CommitFault.TurnIntoRollback ? null : fault;
        }
    }

    private async Task PassAnswersAsync()
    {
        var (from, to) = (server.GetStream(), client.GetStream());
        var isNew = true;
        while (await ReadAsync(from, headerLength: 1) is { Length: > 0 } message)
        {
            if (isNew && message[0] == ReadyForQuery)
            {
                isNew = false;
                await PrepareRollbackAsync();
            }

            if (!_isSwallowing)
            {
                await to.WriteAsync(message);
            }
            else if (message[0] == ReadyForQuery)
            {
                _answered.TrySetResult();
            }
        }
    }

    /// <summary>Remembers what is parsed, and knows a COMMIT when it is bound.</summary>
    private bool IsCommit(byte[] message)
    {
        var texts = message[0] is Parse or Bind ? Texts(message) : [];
        if (message[0] == Parse)
        {
            _statements[texts[0]] = texts[1];
        }

        return message[0] == Bind && _statements.GetValueOrDefault(texts[1]) == "COMMIT";
    }

    /// <summary>The same Bind, of the ROLLBACK that was prepared for this.</summary>
    private static byte[] OfRollback(byte[] message)
    {
        var texts = Texts(message);
        var rest = message[(5 + texts[0].Length + 1 + texts[1].Length + 1)..];
        return Message(Bind, [.. Encoding.UTF8.GetBytes($"{texts[0]}\0{RollbackName}\0"), .. rest]);
    }

    /// <summary>Prepares a ROLLBACK in a session that has just begun, without the client's knowledge.</summary>
    private async Task PrepareRollbackAsync()
    {
        var stream = server.GetStream();
        await stream.WriteAsync(Message(Parse, [.. Encoding.UTF8.GetBytes($"{RollbackName}\0ROLLBACK\0"), 0, 0]));
        await stream.WriteAsync(Message(Sync, []));
        while (await ReadAsync(stream, headerLength: 1) is { Length: > 0 } message && message[0] != ReadyForQuery)
        {
        }
    }

    private static byte[] Message(byte type, byte[] body)
    {
        byte[] message = [type, 0, 0, 0, 0, .. body];
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), message.Length - 1);
        return message;
    }

    /// <summary>The texts that Parse and Bind begin with.</summary>
    private static string[] Texts(byte[] message) => Encoding.Latin1.GetString(message, 5, message.Length - 5).Split('\0', 3);

    /// <summary>Reads a whole message: a type (the first message has none), then a length that counts itself.</summary>
    private static async Task<byte[]> ReadAsync(NetworkStream from, int headerLength)
    {
        var head = new byte[headerLength + 4];
        if (await from.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false) < head.Length)
        {
            return [];
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(headerLength));
        var message = new byte[headerLength + length];
        head.CopyTo(message, 0);
        await from.ReadExactlyAsync(message.AsMemory(head.Length));
        return message;
    }
}
