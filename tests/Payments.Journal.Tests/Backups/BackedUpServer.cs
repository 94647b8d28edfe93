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

    internal string Archive => Path.Combine(_parent, "archive");

    public async ValueTask InitializeAsync()
    {
        // As root the server is another user, who must get here and write the archive.
        Directory.CreateDirectory(Archive);
        await RunAsync("/bin/chmod", "711", _parent);
        await RunAsync("/bin/chmod", "777", Archive);
        var archiving = await RunAsync("backup.sh", "archive-command", Archive);
        var connection = await PostgresServer.StartTemporaryInAsync(_parent, "archive_mode=on", $"archive_command={archiving}");
        _folder = PostgresFolder.In(_parent);
        _cluster = PostgresFolder.ClusterOf(_folder);
        Database = TestDatabase.Of(connection);
        await new MigrationRunner(Database.Connections.Owner).MigrateAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await PostgresScript.RunAsync("stop", _folder);
        Directory.Delete(_parent, recursive: true);
    }

    internal string Backups => Path.Combine(_parent, "backups");

    /// <summary>Takes a base backup.</summary>
    /// <returns>Its folder.</returns>
    internal async Task<string> BackUpAsync() => _backup = await RunAsync("backup.sh", "base", Backups);

    /// <summary>What is done every day: a base backup, then all but the newest few and the log before them are deleted.</summary>
    /// <returns>The new base backup's folder.</returns>
    internal async Task<string> BackUpAndPruneAsync(int keep) => _backup = await RunAsync("backup.sh", "daily", Backups, Archive, $"{keep}");

    /// <summary>Deletes all but the newest few, and the log before them.</summary>
    internal Task PruneAsync(string backups, string keep) => RunAsync("backup.sh", "prune", backups, Archive, keep);

    /// <summary>Waits until everything that is committed now is in the archive.</summary>
    internal async Task ArchiveAsync()
    {
        var file = await Database.ScalarAsync<string>("SELECT pg_walfile_name(pg_switch_wal())");
        await Waiting.UntilAsync(
            () => Database.ScalarAsync<bool>("SELECT coalesce(last_archived_wal >= $1, false) FROM pg_stat_archiver", file),
            Deadline, $"{file} in the archive");
    }

    /// <summary>The data folder is lost; a new one is made from backup and archive and opened for writing.</summary>
    internal async Task LoseAndRestoreAsync(params string[] target)
    {
        await PostgresScript.RunAsync("stop", _folder);
        await Database.DisposeAsync();
        var owner = await RunAsync("/bin/stat", "-c", "%U", _cluster);
        Directory.Delete(_cluster, recursive: true);
        await RunAsync(
            "restore.sh", [.. target, "--backup", _backup, "--archive", Archive, "--to", _cluster, "--owner", owner]);
        Database = TestDatabase.Of(await PostgresScript.RunAsync("start", _folder));
        await Waiting.UntilAsync(() => Database.ScalarAsync<bool>("SELECT NOT pg_is_in_recovery()"), Deadline, "the end of the recovery");
    }

    private Task<string> RunAsync(string script, params string[] arguments)
    {
        var path = Path.Combine(Repository.Folder, "deploy/postgres", script);
        var start = new ProcessStartInfo(path, arguments);
        start.Environment.Remove("PAYMENTS_POSTGRES");
        if (Database is not null)
        {
            var login = new NpgsqlConnectionStringBuilder(Database.ConnectionString);
            (start.Environment["PGHOST"], start.Environment["PGPORT"]) = (login.Host, $"{login.Port}");
            (start.Environment["PGUSER"], start.Environment["PGPASSWORD"]) = (login.Username, login.Password);
        }

        return ProgramRun.OutputAsync(start);
    }
}
