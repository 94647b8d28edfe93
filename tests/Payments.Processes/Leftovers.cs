using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Payments.Processes;

/// <summary>
/// What is left when this process ends in order or is told to: servers are killed, then temporary folders are deleted. When it is
/// killed the kernel ends the servers, and the folders stay.
/// </summary>
internal static class Leftovers
{
    // By themselves these signals end a process without a word, and nobody would be told to end what it has started.
    private static readonly PosixSignalRegistration[] Signals = Watch();
    private static readonly ConcurrentDictionary<ServerProcess, bool> Servers = new();
    private static readonly ConcurrentDictionary<TemporaryFolder, bool> Folders = new();

    public static void Add(ServerProcess server)
    {
        GC.KeepAlive(Signals);
        Servers[server] = true;
    }

    public static void Remove(ServerProcess server) => Servers.TryRemove(server, out _);

    public static void Add(TemporaryFolder folder)
    {
        GC.KeepAlive(Signals);
        Folders[folder] = true;
    }

    public static void Remove(TemporaryFolder folder) => Folders.TryRemove(folder, out _);

    private static PosixSignalRegistration[] Watch()
    {
        AppDomain.CurrentDomain.ProcessExit += static (_, _) => End();
        return [PosixSignalRegistration.Create(PosixSignal.SIGTERM, Exit), PosixSignalRegistration.Create(PosixSignal.SIGHUP, Exit)];
    }

    private static void End()
    {
        foreach (var server in Servers.Keys)
        {
            server.KillTree();
        }

        foreach (var folder in Folders.Keys)
        {
            folder.Dispose();
        }
    }

    private static void Exit(PosixSignalContext signal)
    {
        signal.Cancel = true;
        Environment.Exit(signal.Signal == PosixSignal.SIGHUP ? 129 : 143);
    }
}
