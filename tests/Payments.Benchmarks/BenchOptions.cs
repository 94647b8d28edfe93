using System.Globalization;
using Payments.Benchmarks.Load;

namespace Payments.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchOptions
{
    public const string Help = """
        Measures wallet transfers over HTTP, the limits of this machine and peers, side by side, on its own cores.

        usage: ./bench [command] [options]

        commands
          (none)          all parts; prints one table, writes the same as JSON
          memory          resident memory of the silo over many transfers
          prefill         fills the journal with entries, then compares throughput with an empty one
          startup         time from starting the silo, and from ./run, until it is ready
          cold            first answers for an account with 1,000,000 postings after a restart

        options
          --quick         short runs: about 4 minutes for all parts
          --parts LIST    of: limits,journal,peers,product   (default: all that can be had)
          --loads LIST    of: uniform,hot-destination,hot-source,zipf   (default: all)
          --rounds N      how often each figure is measured (5, or 2 with --quick); the median counts
          --silos N       also a cluster of so many silos on Microsoft Orleans, beside the one-process form
          --front-ends M  with so many front ends (1)
          --accounts N    ordinary accounts (10000)
          --count N       transfers (memory: 5000000), entries (prefill: 20000000), postings (cold: 1000000)
          --help          this text

        environment
          BENCH_POSTGRES          superuser connection string of a PostgreSQL that may be filled and thrown away
          BENCH_SILO_ORLEANS      built Payments.Silo.dll on Microsoft Orleans
          BENCH_SILO_SIMULATED    built Payments.Silo.dll on the simulated silo
          BENCH_API_ORLEANS       built Payments.Api.dll on Microsoft Orleans, the cluster's front end
          BENCH_RUN               the ./run to be measured by startup
          BENCH_OUT               where the JSON goes (artifacts/bench.json)
        """;

    private static readonly string[] AllParts = ["limits", "journal", "peers", "product"];

    public string Command { get; init; } = "all";

    public bool Quick { get; init; }

    public IReadOnlyList<string> Parts { get; init; } = AllParts;

    public int Accounts { get; init; } = 10_000;

    /// <summary>Silos of the cluster that is measured too; 0 for none.</summary>
    public int Silos { get; init; }

    public int FrontEnds { get; init; } = 1;

    public long? Count { get; init; }

    public int Port { get; init; }

    public string? Postgres { get; init; } = Environment.GetEnvironmentVariable("BENCH_POSTGRES");

    public string Out { get; init; } = Environment.GetEnvironmentVariable("BENCH_OUT") ?? "artifacts/bench.json";

    public string OutFolder => Path.GetDirectoryName(Path.GetFullPath(Out))!;

    /// <summary>How often each figure is measured; the median counts.</summary>
    public int Rounds => RoundsAsked ?? (Quick ? 2 : 5);

    public int? RoundsAsked { get; init; }

    public IReadOnlyList<Traffic> Loads { get; init; } = Load.Loads.All;

    public TimeSpan RunTime => TimeSpan.FromSeconds(Quick ? 3 : 12);

    public TimeSpan WarmUp => TimeSpan.FromSeconds(Quick ? 2 : 6);

    /// <summary>Throws <see cref="ArgumentException"/> for what it does not know.</summary>
    public static BenchOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new BenchOptions();
        for (var at = 0; at < arguments.Count; at++)
        {
            options = arguments[at] switch
            {
                "--quick" => options with { Quick = true },
                "--parts" => options with { Parts = ParseParts(Value(arguments, ref at)) },
                "--loads" => options with { Loads = ParseLoads(Value(arguments, ref at)) },
                "--rounds" => options with { RoundsAsked = (int)Number(Value(arguments, ref at)) },
                "--silos" => options with { Silos = (int)Number(Value(arguments, ref at)) },
                "--front-ends" => options with { FrontEnds = (int)Number(Value(arguments, ref at)) },
                "--accounts" => options with { Accounts = (int)Number(Value(arguments, ref at)) },
                "--count" => options with { Count = Number(Value(arguments, ref at)) },
                "--port" => options with { Port = (int)Number(Value(arguments, ref at)) },
                "--postgres" => options with { Postgres = Value(arguments, ref at) },
                var command when at == 0 && !command.StartsWith('-') => options with { Command = command },
                var unknown => throw new ArgumentException($"unknown argument '{unknown}'; see --help"),
            };
        }

        return options;
    }

    private static string[] ParseParts(string list)
    {
        var parts = list.Split(',');
        var unknown = parts.Except(AllParts).FirstOrDefault();
        return unknown is null ? parts : throw new ArgumentException($"unknown part '{unknown}'; see --help");
    }

    private static Traffic[] ParseLoads(string list) =>
        [.. list.Split(',').Select(name => Enum.TryParse<Traffic>(name.Replace("-", "", StringComparison.Ordinal), true, out var load) && Load.Loads.All.Contains(load)
            ? load
            : throw new ArgumentException($"unknown load '{name}'; see --help"))];

    private static string Value(IReadOnlyList<string> arguments, ref int at) =>
        ++at < arguments.Count ? arguments[at] : throw new ArgumentException($"{arguments[at - 1]} needs a value");

    private static long Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new ArgumentException($"'{text}' is not a positive number");
}
