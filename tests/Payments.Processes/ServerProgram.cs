using System.Diagnostics;

namespace Payments.Processes;

/// <summary>A program that serves HTTP, and how it is started.</summary>
/// <param name="Name">What failures call it.</param>
/// <param name="Command">An executable, or a built assembly, which <c>dotnet</c> runs.</param>
/// <param name="Port">The port that it is told, by an argument or a setting, to listen on.</param>
public sealed record ServerProgram(string Name, string Command, int Port)
{
    /// <summary>Its arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>
    /// Environment variables beside those of this process; <c>Payments:Port</c> stands for <c>Payments__Port</c>, and an empty
    /// value takes a variable away.
    /// </summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Where all lines that it writes go, after those that are there; none without a file.</summary>
    public string? LogFile { get; init; }

    /// <summary>How many of its lines are kept in memory, the last ones.</summary>
    public int LinesMax { get; init; } = int.MaxValue;

    /// <summary>How long it may take to stop before it is killed.</summary>
    public TimeSpan StopMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A program of the product, a silo or a front end, on a port that nobody has.</summary>
    public static ServerProgram OfProduct(string name, string assembly, IReadOnlyDictionary<string, string> settings)
    {
        var port = FreePort.Next();
        return new ServerProgram(name, assembly, port)
        {
            Settings = new Dictionary<string, string>(settings) { ["Payments:Port"] = $"{port}" },
        };
    }

    private bool IsProgramOfDotnet => Command.EndsWith(".dll", StringComparison.Ordinal);

    internal Process Start()
    {
        var start = IsProgramOfDotnet
            ? new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Command, .. Arguments])
            : new ProcessStartInfo(Command, Arguments);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        foreach (var (name, value) in Settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value.Length == 0 ? null : value;
        }

        // A script ends what it has started when it is told to.
        return BoundStart.Start(start, IsProgramOfDotnet ? "KILL" : "TERM");
    }
}
