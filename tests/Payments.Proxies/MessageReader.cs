using System.Buffers.Binary;
using System.Net.Sockets;

namespace Payments.Proxies;

/// <summary>Takes PostgreSQL's messages from a stream: a type (the first message has none), then a length that counts itself.</summary>
internal sealed class MessageReader(NetworkStream from)
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>True when a further message, or its beginning, has come already.</summary>
    internal bool HasMore => _end > _start;

    /// <summary>The next message whole; empty at the end. It is good until the next one is read.</summary>
    internal async ValueTask<ReadOnlyMemory<byte>> ReadAsync(int headerLength)
    {
        if (!await FillAsync(headerLength + 4))
        {
            return default;
        }

        var length = headerLength + BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start + headerLength));
        if (!await FillAsync(length))
        {
            return default;
        }

        var message = _buffer.AsMemory(_start, length);
        _start += length;
        return message;
    }

    private async ValueTask<bool> FillAsync(int needed)
    {
        if (_end - _start >= needed)
        {
            return true;
        }

        var rest = _buffer.AsSpan(_start, _end - _start).ToArray();
        if (_buffer.Length < needed)
        {
            _buffer = new byte[needed];
        }

        rest.CopyTo(_buffer, 0);
        (_start, _end) = (0, rest.Length);
        while (_end < needed)
        {
            var length = await from.ReadAsync(_buffer.AsMemory(_end));
            if (length == 0)
            {
                return false;
            }

            _end += length;
        }

        return true;
    }
}
