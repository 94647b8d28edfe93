using System.Globalization;

namespace Payments.Benchmarks.Machine;

/// <summary>
/// CPU seconds between two moments: of the server, of PostgreSQL, of this process and of everything else.
/// </summary>
internal sealed record CpuUse(double Server, double Postgres, double Client, double Other);

/// <summary>Takes the difference of the CPU times that <c>/proc</c> counts.</summary>
internal sealed class CpuMeter
{
    private const double TicksPerSecond = 100;
    private const int IdleField = 4;
    private const int WaitField = 5;
    private const int GuestField = 9;

    private readonly int? _server;
    private readonly int? _postmaster;
    private readonly double[] _before;

    private CpuMeter(int? server, int? postmaster)
    {
        _server = server;
        _postmaster = postmaster;
        _before = Read();
    }

    public static CpuMeter Start(int? server, int? postmaster) => new(server, postmaster);

    public CpuUse Stop()
    {
        double[] used = [.. Read().Zip(_before, (now, before) => now - before)];
        var (server, postgres, client, machine) = (used[0], used[1], used[2], used[3]);
        return new CpuUse(server, postgres, client, Math.Max(0, machine - server - postgres - client));
    }

    private double[] Read() =>
    [
        _server is { } server ? ProcessCpu.Of(server) : 0,
        _postmaster is { } postmaster ? ProcessCpu.OfCluster(postmaster) : 0,
        ProcessCpu.OfThisProcess() + ProcessCpu.OfEndedChildren(),
        OfMachine(),
    ];

    /// <summary>All that was not idle, stolen time included; guests are counted in user time already.</summary>
    private static double OfMachine()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields
            .Select((text, field) => (text, field))
            .Where(pair => pair.field is > 0 and < GuestField and not IdleField and not WaitField)
            .Sum(pair => long.Parse(pair.text, CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
