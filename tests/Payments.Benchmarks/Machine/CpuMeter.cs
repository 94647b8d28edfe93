namespace Payments.Benchmarks.Machine;

/// <summary>CPU that the server, PostgreSQL and others used between two moments.</summary>
internal sealed class CpuMeter
{
    private readonly int? _server;
    private readonly int? _postmaster;
    private readonly double _serverBefore;
    private readonly double _postgresBefore;

    private CpuMeter(int? server, int? postmaster)
    {
        _server = server;
        _postmaster = postmaster;
        (_serverBefore, _postgresBefore) = Read();
    }

    public static CpuMeter Start(int? server, int? postmaster) => new(server, postmaster);

    /// <summary>Seconds of the server process and of all PostgreSQL processes since the start.</summary>
    public (double Server, double Postgres) Stop()
    {
        var (server, postgres) = Read();
        return (server - _serverBefore, postgres - _postgresBefore);
    }

    private (double Server, double Postgres) Read() =>
        (_server is { } server ? ProcessCpu.Of(server) : 0,
         _postmaster is { } postmaster ? ProcessCpu.OfCluster(postmaster) : 0);
}
