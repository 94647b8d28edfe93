using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Payments.Benchmarks.Load;

/// <summary>
/// Linux epoll and non-blocking send and receive, without the thread-pool hop of <c>SocketAsyncEngine</c>.
/// </summary>
/// <remarks>
/// The generator runs on the cores that it measures, so its own cost is part of every figure:
/// one thread that waits, receives and sends costs about half of what socket tasks cost.
/// </remarks>
internal sealed unsafe partial class Epoll : IDisposable
{
    public const uint Readable = 0x1;

    private const int MessageDontWait = 0x40;
    private const int MessageNoSignal = 0x4000;
    private const int ControlAdd = 1;
    private const int ControlRemove = 2;
    private const int ErrorAgain = 11;
    private const int ErrorInterrupted = 4;

    private readonly int _handle = Require(epoll_create1(0));
    private readonly Event[] _events = GC.AllocateArray<Event>(256, pinned: true);

    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    public struct Event
    {
        public uint Mask;
        public long Tag;
    }

    public void Add(int socket, int tag)
    {
        var item = new Event { Mask = Readable, Tag = tag };
        Require(epoll_ctl(_handle, ControlAdd, socket, &item));
    }

    public void Remove(int socket)
    {
        var item = default(Event);
        _ = epoll_ctl(_handle, ControlRemove, socket, &item);
    }

    /// <summary>Waits for at most <paramref name="nanoseconds"/> and returns what can be read.</summary>
    public ReadOnlySpan<Event> Wait(long nanoseconds)
    {
        var time = new TimeSpec { Seconds = nanoseconds / 1_000_000_000, Nanoseconds = nanoseconds % 1_000_000_000 };
        fixed (Event* first = _events)
        {
            var count = epoll_pwait2(_handle, first, _events.Length, &time, null);
            if (count < 0 && Marshal.GetLastPInvokeError() == ErrorInterrupted)
            {
                return [];
            }

            return _events.AsSpan(0, Require(count));
        }
    }

    /// <summary>Bytes received; 0 when the peer closed, -1 when there is nothing to read yet.</summary>
    public static int Receive(int socket, Span<byte> buffer)
    {
        fixed (byte* first = buffer)
        {
            var count = (int)recv(socket, first, (nuint)buffer.Length, MessageDontWait);
            return count >= 0 ? count : Marshal.GetLastPInvokeError() is ErrorAgain or ErrorInterrupted ? -1 : 0;
        }
    }

    /// <summary>Whether all of <paramref name="message"/> went into the socket's buffer.</summary>
    public static bool Send(int socket, ReadOnlySpan<byte> message)
    {
        fixed (byte* first = message)
        {
            return send(socket, first, (nuint)message.Length, MessageDontWait | MessageNoSignal) == message.Length;
        }
    }

    public void Dispose() => _ = close(_handle);

    private static int Require(int result) =>
        result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int handle, int operation, int socket, Event* item);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_pwait2(int handle, Event* items, int count, TimeSpec* time, void* mask);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(int socket, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(int socket, byte* buffer, nuint length, int flags);

    [LibraryImport("libc")]
    private static partial int close(int handle);
}
