using System.Net;
using System.Net.Sockets;

namespace Payments.Benchmarks.Load;

/// <summary>One keep-alive connection with at most one request in flight.</summary>
internal sealed class Connection : IDisposable
{
    private readonly byte[] _buffer = GC.AllocateArray<byte>(16 * 1024, pinned: true);
    private readonly Socket _socket;
    private int _received;

    public Connection(IPEndPoint target)
    {
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.Connect(target);
        Handle = (int)_socket.Handle;
    }

    public int Handle { get; }

    /// <summary>When the request in flight should have been sent, as a <c>Stopwatch</c> time stamp.</summary>
    public long IntendedAt { get; private set; }

    public bool IsBusy { get; private set; }

    public bool Send(ReadOnlySpan<byte> message, long intendedAt)
    {
        IntendedAt = intendedAt;
        IsBusy = true;
        _received = 0;
        return Epoll.Send(Handle, message);
    }

    /// <summary>The status of the answer, 0 while it is incomplete, -1 when the connection is lost.</summary>
    public int Receive()
    {
        var count = Epoll.Receive(Handle, _buffer.AsSpan(_received));
        if (count <= 0)
        {
            return count == 0 ? -1 : 0;
        }

        _received += count;
        var status = ResponseReader.Status(_buffer.AsSpan(0, _received));
        IsBusy = status == 0;
        return status;
    }

    /// <summary>What the last whole answer was, for those that need a closer look.</summary>
    public ReadOnlySpan<byte> Answer => _buffer.AsSpan(0, _received);

    public void Dispose() => _socket.Dispose();
}
