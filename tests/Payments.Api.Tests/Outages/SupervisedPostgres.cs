using System.Diagnostics;

namespace Payments.Api.Tests.Outages;

/// <summary>A PostgreSQL as <c>./run</c> starts it, with the supervisor beside it that starts it again.</summary>
internal sealed class SupervisedPostgres : IAsyncDisposable
{
    private readonly string _folder;
    private readonly Process _supervisor;

    private SupervisedPostgres(string folder, string connection)
    {
        (_folder, ConnectionString) = (folder, connection);
        _supervisor = PostgresScript.Start("supervise", "--for", $"{Environment.ProcessId}", folder);
    }

    /// <summary>A superuser's.</summary>
    public string ConnectionString { get; }

    /// <summary>True while the file is there that is given up when the volume is full.</summary>
    public bool HasBallast => File.Exists(Path.Combine(_folder, "ballast"));

    public static async Task<SupervisedPostgres> StartAsync(string folder) =>
        new(folder, await PostgresScript.RunAsync("start", "--for", $"{Environment.ProcessId}", folder));

    /// <summary>kill -9 of the first process, then of all others: nothing is left that could bring the server back.</summary>
    public Task KillAllAsync() => PostgresFolder.KillAllAsync(PostgresFolder.ClusterOf(_folder));

    public async ValueTask DisposeAsync()
    {
        _supervisor.Kill(entireProcessTree: true);
        await _supervisor.WaitForExitAsync();
        _supervisor.Dispose();
        await PostgresScript.RunAsync("stop", _folder);
    }
}
