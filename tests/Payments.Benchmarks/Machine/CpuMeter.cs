using System.Globalization;

namespace Payments.Benchmarks.Machine;

/// <summary>
/// CPU seconds between two moments: of the server, of PostgreSQL, of this process and of everything else.
/// </summary>
/// <param name="FrontEnds">What processes that are nothing but front ends used of <paramref name="Server"/>.</param>
internal sealed record CpuUse(double Server, double FrontEnds, double Postgres, double Client, double Other);

/// <summary>Takes the difference of the CPU times that <c>/proc</c> counts.</summary>
internal sealed class CpuMeter
{
    private const double TicksPerSecond = 100;
    private const int IdleField = 4;
    private const int WaitField = 5;
    private const int GuestField = 9;

    private readonly IReadOnlyList<int> _silos;
    private readonly IReadOnlyList<int> _frontEnds;
    private readonly int? _postmaster;
    private readonly double[] _before;

    private CpuMeter(IReadOnlyList<int> silos, IReadOnlyList<int> frontEnds, int? postmaster)
    {
        _silos = silos;
        _frontEnds = frontEnds;
        _postmaster = postmaster;
        _before = Read();
    }

    /// <summary>Begins to measure: the processes that serve (a whole system is a silo), and a PostgreSQL server.</summary>
    public static CpuMeter Start(IReadOnlyList<int> silos, IReadOnlyList<int> frontEnds, int? postmaster) =>
        new(silos, frontEnds, postmaster);

    public CpuUse Stop()
    {
        double[] used = [.. Read().Zip(_before, (now, before) => now - before)];
        var (silos, frontEnds, postgres, client, machine) = (used[0], used[1], used[2], used[3], used[4]);
        var server = silos + frontEnds;
        return new CpuUse(server, frontEnds, postgres, client, Math.Max(0, machine - server - postgres - client));
    }

    private double[] Read() =>
    [
        _silos.Sum(ProcessCpu.Of),
        _frontEnds.Sum(ProcessCpu.Of),
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
