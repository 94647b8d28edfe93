using System.Diagnostics;
using Payments.Api.Tests.Sites;

namespace Payments.Api.Tests.Outages;

/// <summary>A PostgreSQL as <c>./run</c> starts it, with the supervisor beside it that starts it again.</summary>
internal sealed class SupervisedPostgres : IAsyncDisposable
{
    private readonly string _folder;
    private readonly Process _supervisor;

    private SupervisedPostgres(string folder, string connection)
    {
        (_folder, ConnectionString) = (folder, connection);
        _supervisor = PostgresServer.Start("supervise", "--for", $"{Environment.ProcessId}", folder);
        _supervisor.OutputDataReceived += static (_, _) => { };
        _supervisor.ErrorDataReceived += static (_, _) => { };
        _supervisor.BeginOutputReadLine();
        _supervisor.BeginErrorReadLine();
    }

    /// <summary>A superuser's.</summary>
    public string ConnectionString { get; }

    /// <summary>True while the file is there that is given up when the volume is full.</summary>
    public bool HasBallast => File.Exists(Path.Combine(_folder, "ballast"));

    public static async Task<SupervisedPostgres> StartAsync(string folder) =>
        new(folder, await PostgresServer.RunAsync("start", folder));

    /// <summary>kill -9 of the first process, then of all others: nothing is left that could bring the server back.</summary>
    public void KillAll()
    {
        var first = int.Parse(File.ReadLines(Path.Combine(Cluster, "postmaster.pid")).First(), System.Globalization.CultureInfo.InvariantCulture);
        foreach (var id in Processes().OrderByDescending(id => id == first).ToList())
        {
            try
            {
                using var process = Process.GetProcessById(id);
                process.Kill();
            }
            catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
            {
                // It has ended with the first one.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _supervisor.Kill(entireProcessTree: true);
        await _supervisor.WaitForExitAsync();
        _supervisor.Dispose();
        await PostgresServer.RunAsync("stop", _folder);
    }

    private string Cluster => Path.Combine(_folder, "cluster");

    /// <summary>The server's processes have its folder as their working folder.</summary>
    private IEnumerable<int> Processes()
    {
        foreach (var entry in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(entry), out var id) && WorkingFolder(entry) == Cluster)
            {
                yield return id;
            }
        }
    }

    private static string? WorkingFolder(string process)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "cwd")).LinkTarget;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
