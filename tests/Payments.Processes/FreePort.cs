using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Payments.Processes;

/// <summary>Ports of the loopback interface that nobody listens on.</summary>
/// <remarks>
/// They lie below the ports that the kernel gives to outgoing connections. Whoever asks such a port again and again until a
/// server is there may be given it as its own and is connected to itself; and a killed process finds its port free again.
/// </remarks>
public static class FreePort
{
    private const int Min = 15_000;
    private const int Max = 32_000;
    private const int TriesMax = 1_000;
    private static readonly ConcurrentDictionary<int, bool> Given = new();

    /// <summary>A port that this process has not been given before.</summary>
    /// <exception cref="InvalidOperationException">All that were tried are taken.</exception>
    public static int Next()
    {
        for (var tries = 0; tries < TriesMax; tries++)
        {
            var port = Random.Shared.Next(Min, Max);
            if (Given.TryAdd(port, true) && IsFree(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException($"{TriesMax} ports between {Min} and {Max} are taken");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
