using System.Globalization;
using Npgsql;

namespace Payments.Benchmarks.Machine;

/// <summary>CPU seconds and memory of processes, from <c>/proc</c>.</summary>
internal static class ProcessCpu
{
    // USER_HZ, the unit of /proc/<pid>/stat, is 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;
    private const int ParentField = 3;
    private const int UserField = 13;
    private const int SystemField = 14;
    private const int ReapedUserField = 15;
    private const int ReapedSystemField = 16;

    public static double OfThisProcess() => Environment.CpuUsage.TotalTime.TotalSeconds;

    /// <summary>What child processes that have ended used.</summary>
    public static double OfEndedChildren() => Fields(Environment.ProcessId) is { } fields ? Reaped(fields) : 0;

    public static double Of(int process) => Fields(process) is { } fields ? Own(fields) : 0;

    /// <summary>What the runtime of these processes has spent on compiling hot code once more; its thread ends when it has nothing to do.</summary>
    public static double OfCompilers(IEnumerable<int> processes) =>
        processes.SelectMany(Threads).Where(IsCompiler).Sum(thread => Fields(thread) is { } fields ? Own(fields) : 0);

    public static long ResidentBytes(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status")
            .First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        var digits = new string([.. line.Where(char.IsAsciiDigit)]);
        return long.Parse(digits, CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>
    /// The process id of the server behind a connection string, or null when it is not on this machine.
    /// </summary>
    public static async Task<int?> FindPostmasterAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT pg_backend_pid()", connection);
        var backend = (int)(await command.ExecuteScalarAsync())!;
        return Name(backend) == "postgres" && Fields(backend) is { } fields ? (int)fields[ParentField] : null;
    }

    /// <summary>
    /// Everything a PostgreSQL cluster has used: the postmaster, the children it reaped and the living ones.
    /// </summary>
    public static double OfCluster(int postmaster)
    {
        if (Fields(postmaster) is not { } fields)
        {
            return 0;
        }

        var children = Directory.EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _))
            .Select(name => Fields(int.Parse(name!, CultureInfo.InvariantCulture)))
            .Where(child => child is not null && (int)child[ParentField] == postmaster)
            .Sum(child => Own(child!));
        return Own(fields) + Reaped(fields) + children;
    }

    private static double Own(long[] fields) => (fields[UserField] + fields[SystemField]) / TicksPerSecond;

    private static double Reaped(long[] fields) =>
        (fields[ReapedUserField] + fields[ReapedSystemField]) / TicksPerSecond;

    private static string? Name(int process) => Read($"/proc/{process}/comm")?.Trim();

    /// <summary>The threads of a process, each as a path below <c>/proc</c>.</summary>
    private static IEnumerable<string> Threads(int process)
    {
        try
        {
            return [.. Directory.EnumerateDirectories($"/proc/{process}/task").Select(path => path["/proc/".Length..])];
        }
        catch (IOException)
        {
            return []; // The process ended while we looked.
        }
    }

    /// <summary>".NET Tiered Compilation Worker", of which the kernel keeps 15 characters.</summary>
    private static bool IsCompiler(string thread) =>
        Read($"/proc/{thread}/comm")?.StartsWith(".NET Tiered", StringComparison.Ordinal) is true;

    private static long[]? Fields(int process) => Fields($"{process}");

    /// <summary>The fields of <c>/proc/pid/stat</c>, numbered from 0 as in proc(5) less one; texts read as 0.</summary>
    private static long[]? Fields(string process)
    {
        if (Read($"/proc/{process}/stat") is not { } text)
        {
            return null;
        }

        // The command name may hold spaces; everything after its closing bracket is regular.
        var rest = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        var numbers = rest.Select(field => long.TryParse(field, CultureInfo.InvariantCulture, out var n) ? n : 0);
        return [0, 0, .. numbers];
    }

    /// <summary>A file of <c>/proc</c>, or null when the process ended while we looked.</summary>
    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
