using System.Diagnostics;
using Npgsql;

namespace Payments.Chaos.Processes;

/// <summary>A PostgreSQL of the run's own, in the run's folder, that can be killed whole or in part and started again on its port.</summary>
internal sealed class ChaosPostgres : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);
    private readonly string _script;
    private readonly string _folder;

    private ChaosPostgres(string script, string folder, string connectionString) =>
        (_script, _folder, ConnectionString) = (script, folder, connectionString);

    /// <summary>A superuser's.</summary>
    internal string ConnectionString { get; }

    internal static async Task<ChaosPostgres> StartAsync(string repository, string parent)
    {
        var script = Path.Combine(repository, "deploy", "postgres", "server.sh");
        var line = await RunAsync(
            script, "start-temporary", "--for", $"{Environment.ProcessId}", "--in", parent, "--set", "max_connections=300",
            "--set", "shared_buffers=256MB", "--set", "max_wal_size=2GB");
        return new ChaosPostgres(script, Directory.GetDirectories(parent, "payments-postgres-*").Single(), line.Trim());
    }

    /// <summary>kill -9 of the postmaster and all its children; returns when they are gone.</summary>
    internal async Task KillAsync()
    {
        var processes = Processes();
        processes.ForEach(process => process.Kill());
        foreach (var process in processes)
        {
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    /// <summary>Starts it where it was, and returns when it has recovered.</summary>
    internal Task StartAgainAsync() => RunAsync(_script, "start", _folder, "--set", "max_connections=300", "--set", "shared_buffers=256MB", "--set", "max_wal_size=2GB");

    /// <summary>A fast shutdown.</summary>
    internal Task StopAsync() => RunAsync(_script, "stop", _folder);

    /// <summary>One statement as superuser, on a connection of its own.</summary>
    internal async Task<object?> AskAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString + ";Pooling=false;Timeout=3");
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
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

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(_folder))
        {
            await RunAsync(_script, "stop", _folder);
        }
    }

    /// <summary>Processes whose working folder is the cluster's.</summary>
    private List<Process> Processes()
    {
        var cluster = File.Exists(Path.Combine(_folder, "location"))
            ? Path.Combine(File.ReadAllText(Path.Combine(_folder, "location")).Trim(), "cluster")
            : Path.Combine(_folder, "cluster");
        return
        [
            .. Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _))
                .Where(name => WorkingFolderOf(name!) == cluster).Select(name => Find(int.Parse(name!, System.Globalization.CultureInfo.InvariantCulture)))
                .OfType<Process>(),
        ];
    }

    private static Process? Find(int id)
    {
        try
        {
            return Process.GetProcessById(id);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string? WorkingFolderOf(string process)
    {
        try
        {
            return new FileInfo($"/proc/{process}/cwd").LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static async Task<string> RunAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", [script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // With it set, the script would hand out the user's own database.
        start.Environment.Remove("PAYMENTS_POSTGRES");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{script} {arguments[0]} failed: {await errors}");
    }
}
