using System.Diagnostics;
using System.Runtime.InteropServices;
using Npgsql;

namespace Payments.Benchmarks.Machine;

/// <summary>What the figures were measured on.</summary>
internal sealed record MachineLine(
    int Cores, string CpuModel, string Kernel, string Postgres, string Runtime, string SynchronousCommit,
    double SyncMicroseconds, DateTimeOffset Date)
{
    public static async Task<MachineLine> ReadAsync(string? connectionString, string folder, TimeProvider clock)
    {
        var (version, synchronous) = await PostgresAsync(connectionString);
        return new MachineLine(
            Environment.ProcessorCount,
            Model(),
            Environment.OSVersion.Version.ToString(),
            version,
            RuntimeInformation.FrameworkDescription,
            synchronous,
            SyncTime(folder),
            clock.GetUtcNow());
    }

    public override string ToString() =>
        $"{Cores} cores, {CpuModel}, Linux {Kernel}, PostgreSQL {Postgres} (synchronous_commit={SynchronousCommit}), "
        + $"8 kB write and sync {SyncMicroseconds:N0} us, "
        + $"{Runtime}, {Date:yyyy-MM-dd HH:mm} UTC";

    /// <summary>
    /// Median time of one write and sync beside the results, that is on the disk of the throwaway server.
    /// </summary>
    private static double SyncTime(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"sync-{Environment.ProcessId}.tmp");
        var block = new byte[8192];
        var times = new double[200];
        using var file = new FileStream(
            path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        for (var at = 0; at < times.Length; at++)
        {
            var started = Stopwatch.GetTimestamp();
            file.Position = 0;
            file.Write(block);
            file.Flush(flushToDisk: true);
            times[at] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        }

        Array.Sort(times);
        return times[times.Length / 2];
    }

    private static string Model() => File.ReadLines("/proc/cpuinfo")
        .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?
        .Split(':')[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static async Task<(string Version, string Synchronous)> PostgresAsync(string? connectionString)
    {
        if (connectionString is null)
        {
            return ("none", "none");
        }

        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SHOW synchronous_commit", connection);
        return (connection.PostgreSqlVersion.ToString(), (string)(await command.ExecuteScalarAsync())!);
    }
}
