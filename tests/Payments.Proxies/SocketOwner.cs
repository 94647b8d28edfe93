using System.Globalization;
using System.Net;

namespace Payments.Proxies;

/// <summary>Which process has one end of a TCP connection on this machine, by what Linux tells in <c>/proc</c>.</summary>
public static class SocketOwner
{
    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>The first of these processes that has the end of a connection open; null when none has.</summary>
    /// <param name="end">The end whose owner is asked for.</param>
    /// <param name="other">The connection's other end.</param>
    /// <param name="processes">Whose it may be, by their ids; of the user that asks, or the user is root.</param>
    public static int? Of(IPEndPoint end, IPEndPoint other, IEnumerable<int> processes)
    {
        if (InodeOf(end.Port, other.Port) is not { } inode)
        {
            return null;
        }

        var file = $"socket:[{inode}]";
        return processes.Where(process => HasOpen(process, file)).Select(process => (int?)process).FirstOrDefault();
    }

    /// <summary>Loopback alone is used here: a pair of ports is one connection.</summary>
    private static string? InodeOf(int port, int otherPort)
    {
        var (local, remote) = (Hex(port), Hex(otherPort));
        return Tables.Where(File.Exists).SelectMany(File.ReadLines)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 9 && fields[1].EndsWith(local, StringComparison.Ordinal) && fields[2].EndsWith(remote, StringComparison.Ordinal))
            .Select(fields => fields[9])
            .FirstOrDefault(inode => inode != "0");
    }

    private static string Hex(int port) => string.Create(CultureInfo.InvariantCulture, $":{port:X4}");

    private static bool HasOpen(int process, string file)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries($"/proc/{process}/fd").Any(entry => LinkOf(entry) == file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string? LinkOf(string entry)
    {
        try
        {
            return new FileInfo(entry).LinkTarget;
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
