using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Payments.Proxies;

/// <summary>One connection to PostgreSQL: passes messages on until a fault strikes at a COMMIT.</summary>
internal sealed class PostgresLink(PostgresProxy proxy, TcpClient client, TcpClient server) : ProxyLink(proxy, client, server)
{
    private const byte Parse = (byte)'P';
    private const byte Bind = (byte)'B';
    private const byte Sync = (byte)'S';
    private const byte ReadyForQuery = (byte)'Z';
    private const byte BackendKeyData = (byte)'K';
    private const string RollbackName = "proxy_rollback";
    private const int BufferSize = 64 * 1024;

    private readonly PostgresProxy _rules = proxy;

    // Texts of statements by name; the unnamed one changes all the time. A COMMIT comes as a Bind of one of them.
    private readonly Dictionary<string, string> _statements = [];
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isSwallowing;
    private volatile int _backend;

    /// <summary>Whose answers are lost does not learn of their end either.</summary>
    protected override bool ClosesTogether => !_isSwallowing;

    protected override async Task PassRequestsAsync()
    {
        var from = new MessageReader(Client.GetStream());
        await using var to = new BufferedStream(Server.GetStream(), BufferSize);
        await to.WriteAsync(await from.ReadAsync(headerLength: 0));
        await to.FlushAsync();
        CommitFault? fault = null;
        while (await from.ReadAsync(headerLength: 1) is { Length: > 0 } message)
        {
            await WaitAsync();
            var (isCommit, isSync) = (IsCommit(message.Span), message.Span[0] == Sync);
            fault ??= isCommit ? _rules.TakeFault() : null;
            if (fault == CommitFault.CutBefore)
            {
                Cut();
                return;
            }

            if (isCommit && fault == CommitFault.Abandon && _rules.BeforeAbandon is { } before)
            {
                // What it is to commit is done when this returns; the COMMIT itself waits.
                await to.FlushAsync();
                await before(_backend);
            }

            _isSwallowing |= fault is CommitFault.CutAfter or CommitFault.SwallowAnswer or CommitFault.Abandon;
            await to.WriteAsync(isCommit && fault == CommitFault.TurnIntoRollback ? OfRollback(message) : message);
            if (!from.HasMore || (isSync && fault is not null))
            {
                await to.FlushAsync();
            }

            if (isSync && await EndAsync(fault))
            {
                return;
            }

            fault = isSync && fault == CommitFault.TurnIntoRollback ? null : fault;
        }
    }

    protected override async Task PassAnswersAsync()
    {
        var from = new MessageReader(Server.GetStream());
        await using var to = new BufferedStream(Client.GetStream(), BufferSize);
        var isNew = true;
        while (await from.ReadAsync(headerLength: 1) is { Length: > 0 } message)
        {
            if (isNew && message.Span[0] == BackendKeyData)
            {
                _backend = BinaryPrimitives.ReadInt32BigEndian(message.Span[5..]);
            }

            if (isNew && message.Span[0] == ReadyForQuery)
            {
                isNew = false;
                var ready = message.ToArray();
                await PrepareRollbackAsync(from);
                message = ready;
            }

            if (!_isSwallowing)
            {
                await WaitAsync();
                await to.WriteAsync(message);
                if (!from.HasMore)
                {
                    await to.FlushAsync();
                }
            }
            else if (message.Span[0] == ReadyForQuery)
            {
                _answered.TrySetResult();
            }
        }
    }

    /// <summary>What a fault does when the whole COMMIT is sent. True when the connection is over for its client.</summary>
    private async Task<bool> EndAsync(CommitFault? fault)
    {
        switch (fault)
        {
            case CommitFault.Abandon:
                Client.Close();
                return true;
            case CommitFault.CutAfter:
                await _answered.Task;
                _isSwallowing = false;
                Cut();
                return true;
            default:
                return false;
        }
    }

    private void Cut()
    {
        _rules.AtCut?.Invoke();
        Close();
    }

    /// <summary>Remembers what is parsed, and knows a COMMIT when it is bound.</summary>
    private bool IsCommit(ReadOnlySpan<byte> message)
    {
        var texts = message[0] is Parse or Bind ? Texts(message) : [];
        if (message[0] == Parse)
        {
            _statements[texts[0]] = texts[1];
        }

        return message[0] == Bind && _statements.GetValueOrDefault(texts[1]) == "COMMIT";
    }

    /// <summary>The same Bind, of the ROLLBACK that was prepared for this.</summary>
    private static ReadOnlyMemory<byte> OfRollback(ReadOnlyMemory<byte> message)
    {
        var texts = Texts(message.Span);
        var rest = message[(5 + texts[0].Length + 1 + texts[1].Length + 1)..];
        return Message(Bind, [.. Encoding.UTF8.GetBytes($"{texts[0]}\0{RollbackName}\0"), .. rest.Span]);
    }

    /// <summary>Prepares a ROLLBACK in a session that has just begun, without the client's knowledge.</summary>
    private async Task PrepareRollbackAsync(MessageReader answers)
    {
        var stream = Server.GetStream();
        await stream.WriteAsync(Message(Parse, [.. Encoding.UTF8.GetBytes($"{RollbackName}\0ROLLBACK\0"), 0, 0]));
        await stream.WriteAsync(Message(Sync, []));
        while (await answers.ReadAsync(headerLength: 1) is { Length: > 0 } message && message.Span[0] != ReadyForQuery)
        {
        }
    }

    private static byte[] Message(byte type, byte[] body)
    {
        byte[] message = [type, 0, 0, 0, 0, .. body];
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), message.Length - 1);
        return message;
    }

    /// <summary>The two texts that Parse and Bind begin with, and what follows.</summary>
    private static string[] Texts(ReadOnlySpan<byte> message) => Encoding.Latin1.GetString(message[5..]).Split('\0', 3);
}
