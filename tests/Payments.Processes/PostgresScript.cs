using System.Diagnostics;

namespace Payments.Processes;

/// <summary>The script that <c>./run</c> starts PostgreSQL with.</summary>
public static class PostgresScript
{
    /// <summary>Settings as the script takes them.</summary>
    public static IEnumerable<string> Set(IEnumerable<string> settings) => settings.SelectMany(setting => new[] { "--set", setting });

    /// <summary>Runs it, and gives what it prints.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static Task<string> RunAsync(params string[] arguments) => ProgramRun.OutputAsync(Command(arguments));

    /// <summary>Starts it without waiting for its end; what it prints is read and forgotten.</summary>
    public static Process Start(params string[] arguments)
    {
        var start = Command(arguments);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static ProcessStartInfo Command(string[] arguments)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(Repository.Folder, "deploy/postgres/server.sh"), .. arguments]);
        // With it set, the script would hand out the user's own database.
        start.Environment.Remove("PAYMENTS_POSTGRES");
        return start;
    }
}
