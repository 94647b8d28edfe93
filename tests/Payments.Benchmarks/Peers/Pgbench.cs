using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Payments.Benchmarks.Load;

namespace Payments.Benchmarks.Peers;

/// <summary>Runs <c>pgbench</c> against the stored procedure: prepared statements, two threads.</summary>
internal static class Pgbench
{
    // On few cores 32 busy backends are slower than 8; the peer gets the number that suits it, as servers get theirs.
    private static readonly int[] ClientCounts = [8, 32];

    /// <summary>Null when pgbench is not installed.</summary>
    public static string? Find()
    {
        var given = Environment.GetEnvironmentVariable("BENCH_POSTGRES_BINARIES") ?? string.Empty;
        var folders = (given + ":" + Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':');
        var debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => $"{version}/bin")
            : [];
        return folders.Concat(debian).Select(folder => Path.Combine(folder, "pgbench")).FirstOrDefault(File.Exists);
    }

    /// <summary>Warms up and finds the number of clients with the most uniform transfers per second.</summary>
    public static async Task<int> FindClientsAsync(string connectionString, int accounts, TimeSpan duration)
    {
        var best = (Clients: 0, PerSecond: 0.0);
        foreach (var clients in ClientCounts)
        {
            var rate = await RunAsync(connectionString, Traffic.Uniform, accounts, clients, duration);
            best = rate > best.PerSecond ? (clients, rate) : best;
        }

        return best.Clients;
    }

    /// <summary>Transactions per second over the given time.</summary>
    public static async Task<double> RunAsync(
        string connectionString, Traffic traffic, int accounts, int clients, TimeSpan duration)
    {
        var script = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(script, Script(traffic, accounts));
            return ReadRate(await ProgramRun.OutputAsync(Command(connectionString, script, clients, duration)));
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static ProcessStartInfo Command(string connectionString, string script, int clients, TimeSpan duration)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        var start = new ProcessStartInfo(Find()!);
        string[] arguments =
        [
            "--no-vacuum", "--protocol=prepared", $"--client={clients}", "--jobs=2",
            $"--time={(int)Math.Max(1, duration.TotalSeconds)}", $"--file={script}",
            $"--host={parts.Host}", $"--port={parts.Port}", $"--username={parts.Username}", parts.Database!,
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["PGPASSWORD"] = parts.Password ?? string.Empty;
        return start;
    }

    private static string Script(Traffic traffic, int accounts)
    {
        var destination = traffic switch
        {
            Traffic.Uniform => $"1 + (:source + random(0, {accounts - 2})) % {accounts}",
            Traffic.HotDestination => $"{accounts + 1}",
            _ => throw new ArgumentOutOfRangeException(nameof(traffic), traffic, "not driven by pgbench"),
        };
        return $"""
            \set source random(1, {accounts})
            \set destination {destination}
            \set amount random(100, 999)
            SELECT transfer(1, gen_random_uuid()::text, '\x{new string('a', 64)}', :source, :destination, :amount);

            """;
    }

    private static double ReadRate(string output)
    {
        var line = output.Split('\n').Single(text => text.StartsWith("tps = ", StringComparison.Ordinal));
        return double.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture);
    }
}
