using System.Diagnostics;
using Npgsql;

namespace Payments.Chaos.Processes;

/// <summary>A PostgreSQL of the run's own, in the run's folder, that can be killed whole or in part and started again on its port.</summary>
internal sealed class ChaosPostgres : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);
    private static readonly string[] Settings = ["max_connections=300", "shared_buffers=256MB", "max_wal_size=2GB"];
    private readonly string _folder;

    private ChaosPostgres(string folder, string connectionString) => (_folder, ConnectionString) = (folder, connectionString);

    /// <summary>A superuser's.</summary>
    internal string ConnectionString { get; }

    internal static async Task<ChaosPostgres> StartAsync(string parent)
    {
        var connectionString = await PostgresServer.StartTemporaryInAsync(parent, Settings);
        return new ChaosPostgres(PostgresFolder.In(parent), connectionString);
    }

    /// <summary>kill -9 of the postmaster and all its children; returns when they are gone.</summary>
    internal Task KillAsync() => PostgresFolder.KillAllAsync(PostgresFolder.ClusterOf(_folder));

    /// <summary>Starts it where it was, and returns when it has recovered.</summary>
    internal Task StartAgainAsync() => PostgresScript.RunAsync(["start", _folder, .. PostgresScript.Set(Settings)]);

    /// <summary>A fast shutdown.</summary>
    internal Task StopAsync() => PostgresScript.RunAsync("stop", _folder);

    /// <summary>One statement as superuser, on a connection of its own.</summary>
    internal async Task<object?> AskAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString + ";Pooling=false;Timeout=3");
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Whether it takes connections.</summary>
    internal async Task<bool> IsReachedAsync()
    {
        try
        {
            return await AskAsync("SELECT 1") is not null;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    /// <summary>Asks again until there is an answer.</summary>
    internal async Task<object?> AskUntilAnsweredAsync(string sql, TimeSpan longest)
    {
        var started = Stopwatch.GetTimestamp();
        using var ticks = new PeriodicTimer(Tick, TimeProvider.System);
        while (true)
        {
            try
            {
                return await AskAsync(sql);
            }
            catch (NpgsqlException) when (Stopwatch.GetElapsedTime(started) < longest)
            {
                await ticks.WaitForNextTickAsync();
            }
        }
    }

    /// <summary>The process of a writer's session; null when there is none.</summary>
    internal async Task<int?> WriterBackendAsync() => (int?)await AskAsync(
        "SELECT pid FROM pg_stat_activity WHERE application_name = 'payments-journal-writer' ORDER BY random() LIMIT 1");

    /// <summary>What the cluster's table says of the last start of a silo: 3 is active, 6 is dead.</summary>
    internal async Task<int?> StatusOfAsync(string silo) =>
        (int?)await AskAsync($"SELECT status FROM cluster_silo WHERE name = '{silo}' ORDER BY generation DESC LIMIT 1");

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(_folder))
        {
            await PostgresScript.RunAsync("stop", _folder);
        }
    }
}
