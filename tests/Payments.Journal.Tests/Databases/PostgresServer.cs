using System.Diagnostics;

namespace Payments.Journal.Tests.Databases;

/// <summary>A PostgreSQL of the tests' own, which ends with the test process, even when that is killed.</summary>
internal static class PostgresServer
{
    private const string Script = "deploy/postgres/server.sh";

    /// <summary>Starts a throwaway server and returns its superuser's connection string.</summary>
    /// <param name="settings">Settings for postgresql.conf, as <c>name=value</c>.</param>
    internal static async Task<string> StartTemporaryAsync(params string[] settings)
    {
        var start = new ProcessStartInfo("bash")
        {
            ArgumentList = { Path.Combine(RepositoryFolder, Script), "start-temporary", "--for", $"{Environment.ProcessId}" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var setting in settings)
        {
            start.ArgumentList.Add("--set");
            start.ArgumentList.Add(setting);
        }

        // With it set, the script would hand out the user's own database.
        start.Environment.Remove("PAYMENTS_POSTGRES");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? (await output).Trim()
            : throw new InvalidOperationException($"{Script} failed: {await errors}");
    }

    /// <summary>Where the sources are that the tests were built from.</summary>
    internal static string RepositoryFolder { get; } = FindRepository();

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Script)))
            {
                return folder.FullName;
            }
        }

        throw new FileNotFoundException($"{Script} is in no folder above {AppContext.BaseDirectory}");
    }
}
