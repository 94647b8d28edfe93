using System.Diagnostics;
using Npgsql;

namespace Payments.Processes;

/// <summary>
/// A primary whose commits wait for a standby, both throwaway and both made and promoted by the script that operators use.
/// They end with this process, even when that is killed.
/// </summary>
public sealed class ReplicatedPostgres : IAsyncDisposable
{
    private const string StandbyName = "standby";
    private static readonly string Script = Path.Combine(Repository.Folder, "deploy/postgres/standby.sh");
    private readonly string _parent = Directory.CreateTempSubdirectory("payments-replicated-").FullName;
    private string _primaryFolder = "";
    private string _standbyFolder = "";

    private ReplicatedPostgres()
    {
    }

    /// <summary>The superuser's at the server that is the primary in the beginning.</summary>
    public string First { get; private set; } = "";

    /// <summary>The superuser's at the server that follows it in the beginning.</summary>
    public string Second { get; private set; } = "";

    /// <summary>One for both: what the product is given.</summary>
    public string Both => new NpgsqlConnectionStringBuilder(First) { Host = $"{HostOf(First)},{HostOf(Second)}" }.ConnectionString;

    public static async Task<ReplicatedPostgres> StartAsync()
    {
        var servers = new ReplicatedPostgres();
        // PostgreSQL's user passes through it on its way.
        await ProgramRun.OutputAsync(new ProcessStartInfo("chmod", ["711", servers._parent]));
        var (first, second) = (Path.Combine(servers._parent, "first"), Path.Combine(servers._parent, "second"));
        servers.First = await PostgresServer.StartTemporaryInAsync(first, "wal_keep_size=256MB");
        servers._primaryFolder = PostgresFolder.In(first);
        servers.Second = await PostgresScript.RunAsync(
            "start-temporary", "--for", $"{Environment.ProcessId}", "--in", second, "--standby-of", servers._primaryFolder,
            "--name", StandbyName);
        servers._standbyFolder = PostgresFolder.In(second);
        await RequireStandbyAsync(servers.First);
        return servers;
    }

    /// <summary>From now on each commit of a server waits for the standby.</summary>
    public static Task RequireStandbyAsync(string server) => OperateAsync(server, "require", StandbyName);

    /// <summary>kill -9 of all of the first server's processes.</summary>
    public Task KillFirstAsync() => PostgresFolder.KillAllAsync(PostgresFolder.ClusterOf(_primaryFolder));

    /// <summary>Starts it as what it was, on its port.</summary>
    public Task StartFirstAgainAsync() => PostgresScript.RunAsync("start", _primaryFolder);

    /// <summary>A fast shutdown of the second one: nobody follows the first one any more.</summary>
    public Task StopSecondAsync() => PostgresScript.RunAsync("stop", _standbyFolder);

    /// <summary>Starts it as what it was, on its port.</summary>
    public Task StartSecondAgainAsync() => PostgresScript.RunAsync("start", _standbyFolder);

    /// <summary>Makes the second one the primary; returns when it takes writes.</summary>
    public Task PromoteSecondAsync() => OperateAsync(Second, "promote");

    /// <summary>Throws the first server's data away and makes it a standby of the second one, as an operator does in the end.</summary>
    public async Task FollowSecondAsync()
    {
        await PostgresScript.RunAsync("stop", _primaryFolder);
        var cluster = PostgresFolder.ClusterOf(_primaryFolder);
        var owner = await ProgramRun.OutputAsync(new ProcessStartInfo("stat", ["-c", "%U", cluster]));
        Directory.Delete(cluster, recursive: true);
        await OperateAsync(Second, "make", "--name", StandbyName, "--to", cluster, "--owner", owner);
        First = await PostgresScript.RunAsync("start", _primaryFolder);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var folder in new[] { _standbyFolder, _primaryFolder })
        {
            await PostgresScript.RunAsync("stop", folder);
        }

        Directory.Delete(_parent, recursive: true);
    }

    private static string HostOf(string server)
    {
        var one = new NpgsqlConnectionStringBuilder(server);
        return $"{one.Host}:{one.Port}";
    }

    private static Task<string> OperateAsync(string server, params string[] arguments)
    {
        var login = new NpgsqlConnectionStringBuilder(server);
        var start = new ProcessStartInfo(Script, arguments);
        (start.Environment["PGHOST"], start.Environment["PGPORT"]) = (login.Host, $"{login.Port}");
        (start.Environment["PGUSER"], start.Environment["PGPASSWORD"]) = (login.Username, login.Password);
        return ProgramRun.OutputAsync(start);
    }
}
