using System.Runtime.InteropServices;
using Npgsql;

namespace Payments.Benchmarks.Machine;

/// <summary>What the figures were measured on.</summary>
internal sealed record MachineLine(
    int Cores, string CpuModel, string Kernel, string PostgreSql, string DotNet, string SynchronousCommit, DateTimeOffset Date)
{
    public static async Task<MachineLine> ReadAsync(string? connectionString, TimeProvider clock)
    {
        var (version, synchronous) = await PostgresAsync(connectionString);
        return new MachineLine(
            Environment.ProcessorCount,
            Model(),
            Environment.OSVersion.Version.ToString(),
            version,
            RuntimeInformation.FrameworkDescription,
            synchronous,
            clock.GetUtcNow());
    }

    public override string ToString() =>
        $"{Cores} cores, {CpuModel}, Linux {Kernel}, PostgreSQL {PostgreSql} (synchronous_commit={SynchronousCommit}), "
        + $"{DotNet}, {Date:yyyy-MM-dd HH:mm} UTC";

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
