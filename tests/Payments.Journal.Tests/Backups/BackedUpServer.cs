using System.Diagnostics;
using Payments.Journal.Migrations;

namespace Payments.Journal.Tests.Backups;

/// <summary>
/// A throwaway server with an archive of its log and a base backup, made by the scripts that an operator uses, whose data
/// folder is lost and restored as often as a test likes. In a path with spaces.
/// </summary>
public sealed class BackedUpServer : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly string _parent = Directory.CreateTempSubdirectory("payments backup ").FullName;
    private string _folder = "";
    private string _cluster = "";
    private string _backup = "";

    internal TestDatabase Database { get; private set; } = null!;

    private string Archive => Path.Combine(_parent, "archive");

    public async ValueTask InitializeAsync()
    {
        // As root the server is another user, who must get here and write the archive.
        Directory.CreateDirectory(Archive);
        await RunAsync("/bin/chmod", "711", _parent);
        await RunAsync("/bin/chmod", "777", Archive);
        var archiving = await RunAsync("backup.sh", "archive-command", Archive);
        var connection = await RunAsync(
            "server.sh", "start-temporary", "--for", $"{Environment.ProcessId}", "--in", _parent, "--set", "archive_mode=on",
            "--set", $"archive_command={archiving}");
        _folder = Directory.GetDirectories(_parent, "payments-postgres-*").Single();
        var location = Path.Combine(_folder, "location");
        _cluster = Path.Combine(File.Exists(location) ? (await File.ReadAllTextAsync(location)).Trim() : _folder, "cluster");
        Database = TestDatabase.Of(connection);
        await new MigrationRunner(Database.Connections.Owner).MigrateAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await RunAsync("server.sh", "stop", _folder);
        Directory.Delete(_parent, recursive: true);
    }

    /// <summary>Takes a base backup.</summary>
    internal async Task BackUpAsync() => _backup = await RunAsync("backup.sh", "base", Path.Combine(_parent, "backups"));

    /// <summary>Waits until everything that is committed now is in the archive.</summary>
    internal async Task ArchiveAsync()
    {
        var file = await Database.ScalarAsync<string>("SELECT pg_walfile_name(pg_switch_wal())");
        await UntilAsync(
            () => Database.ScalarAsync<bool>("SELECT coalesce(last_archived_wal >= $1, false) FROM pg_stat_archiver", file),
            $"{file} in the archive");
    }

    /// <summary>The data folder is lost; a new one is made from backup and archive and opened for writing.</summary>
    internal async Task LoseAndRestoreAsync(params string[] target)
    {
        await RunAsync("server.sh", "stop", _folder);
        await Database.DisposeAsync();
        var owner = await RunAsync("/bin/stat", "-c", "%U", _cluster);
        Directory.Delete(_cluster, recursive: true);
        await RunAsync(
            "restore.sh", [.. target, "--backup", _backup, "--archive", Archive, "--to", _cluster, "--owner", owner]);
        Database = TestDatabase.Of(await RunAsync("server.sh", "start", _folder));
        await UntilAsync(() => Database.ScalarAsync<bool>("SELECT NOT pg_is_in_recovery()"), "the end of the recovery");
    }

    private static async Task UntilAsync(Func<Task<bool>> isThere, string what)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        var started = Stopwatch.GetTimestamp();
        while (!await isThere())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Deadline, $"{what} did not come within {Deadline}");
            await ticks.WaitForNextTickAsync();
        }
    }

    private async Task<string> RunAsync(string script, params string[] arguments)
    {
        var path = Path.Combine(PostgresServer.RepositoryFolder, "deploy/postgres", script);
        var start = new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("PAYMENTS_POSTGRES");
        if (Database is not null)
        {
            var login = new NpgsqlConnectionStringBuilder(Database.ConnectionString);
            (start.Environment["PGHOST"], start.Environment["PGPORT"]) = (login.Host, $"{login.Port}");
            (start.Environment["PGUSER"], start.Environment["PGPASSWORD"]) = (login.Username, login.Password);
        }

        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? (await output).Trim() : throw new InvalidOperationException($"{script} failed: {await errors}");
    }
}
