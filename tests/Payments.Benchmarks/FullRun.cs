using Payments.Benchmarks.Load;
using Payments.Benchmarks.Machine;
using Payments.Benchmarks.Peers;
using Payments.Benchmarks.Report;

namespace Payments.Benchmarks;

/// <summary>All parts in one run: set up, warm up, measure peaks in alternation, then latencies at 70 % of them.</summary>
internal sealed class FullRun(BenchOptions options, TextWriter progress) : IAsyncDisposable
{
    private const double LatencyLoad = 0.7;
    private readonly List<(HttpContestant Server, Traffic[] Traffic)> _servers = [];
    private readonly List<string> _missing = [];
    private ProcedureDatabase? _procedure;
    private ProcedureDatabase? _procedureHttp;
    private int? _postmaster;

    public static async Task<int> RunAsync(BenchOptions options, TimeProvider clock)
    {
        await using var run = new FullRun(options, Console.Error);
        var machine = await MachineLine.ReadAsync(options.Postgres, clock);
        await Console.Error.WriteLineAsync(machine.ToString());
        await run.SetUpAsync();
        var series = await run.MeasureAsync();
        var report = new BenchReport(machine, series, run._missing);
        Console.WriteLine(report.ToText());
        await report.WriteJsonAsync(options.Out);
        return series.All(one => one.IsValid) ? 0 : 1;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (server, _) in _servers)
        {
            await server.Server.DisposeAsync();
        }
    }

    private async Task SetUpAsync()
    {
        if (options.Postgres is { } postgres)
        {
            _postmaster = await ProcessCpu.FindPostmasterAsync(postgres);
        }
        else
        {
            _missing.Add("BENCH_POSTGRES is not set: no journal, no peers, no product");
        }

        if (options.Parts.Contains("limits"))
        {
            await SetUpBareAsync();
        }

        if (options.Parts.Contains("peers") && options.Postgres is not null)
        {
            await SetUpPeersAsync(options.Postgres);
        }

        foreach (var (server, _) in _servers)
        {
            await progress.WriteLineAsync($"warming up {server.Name}");
            server.WarmUp(options.WarmUp);
        }
    }

    private async Task SetUpBareAsync()
    {
        var server = await ChildServer.StartOwnAsync("serve-bare");
        var accounts = ProcedureDatabase.AccountIds(options.Accounts);
        _servers.Add((new HttpContestant(Figures.Bare, server, "none", accounts, _postmaster), [Traffic.Uniform]));
    }

    private async Task SetUpPeersAsync(string postgres)
    {
        if (Pgbench.Find() is null)
        {
            _missing.Add("pgbench is not installed: no stored procedure without HTTP");
        }
        else
        {
            _procedure = await ProcedureDatabase.CreateAsync(postgres, "bench_procedure", options.Accounts);
            await Pgbench.RunAsync(_procedure.ConnectionString, Traffic.Uniform, options.Accounts, options.WarmUp);
        }

        _procedureHttp = await ProcedureDatabase.CreateAsync(postgres, "bench_procedure_http", options.Accounts);
        var server = await ChildServer.StartOwnAsync("serve-procedure", "--postgres", _procedureHttp.ConnectionString);
        var accounts = ProcedureDatabase.AccountIds(options.Accounts);
        var peer = new HttpContestant(Figures.ProcedureHttp, server, "none", accounts, _postmaster);
        _servers.Add((peer, [Traffic.Uniform, Traffic.HotDestination, Traffic.Zipf]));
    }

    private async Task<IReadOnlyList<Series>> MeasureAsync()
    {
        var peaks = new Contest(progress);
        AddPgbench(peaks);
        foreach (var (server, traffics) in _servers)
        {
            foreach (var traffic in traffics)
            {
                peaks.Add(server.Name, Figures.NameOf(traffic), () => Task.FromResult(server.Measure(traffic, options.RunTime)));
            }
        }

        var peakSeries = await peaks.RunAsync(options.Rounds);
        var latencySeries = await LatenciesAsync(peakSeries);
        await VerifyPeersAsync();
        return [.. peakSeries, .. latencySeries];
    }

    private void AddPgbench(Contest peaks)
    {
        foreach (var traffic in _procedure is null ? [] : new[] { Traffic.Uniform, Traffic.HotDestination })
        {
            peaks.Add(Figures.Procedure, Figures.NameOf(traffic), async () => await PgbenchSampleAsync(_procedure!, traffic));
        }
    }

    private async Task<Sample> PgbenchSampleAsync(ProcedureDatabase database, Traffic traffic)
    {
        var meter = CpuMeter.Start(server: null, _postmaster);
        var clientBefore = ProcessCpu.OfEndedChildren();
        var rate = await Pgbench.RunAsync(database.ConnectionString, traffic, options.Accounts, options.RunTime);
        var count = Math.Max(1, rate * options.RunTime.TotalSeconds);
        return new Sample(rate)
        {
            PostgresCpu = meter.Stop().Postgres * 1e6 / count,
            GeneratorCpu = (ProcessCpu.OfEndedChildren() - clientBefore) * 1e6 / count,
        };
    }

    private async Task<IReadOnlyList<Series>> LatenciesAsync(IReadOnlyList<Series> peaks)
    {
        var latencies = new Contest(progress);
        foreach (var (server, _) in _servers)
        {
            var peak = peaks.Single(one => one.Contestant == server.Name && one.Figure == Figures.Uniform);
            var rate = peak.PerSecond * LatencyLoad;
            latencies.Add(
                server.Name, Figures.At70Percent,
                () => Task.FromResult(server.Measure(Traffic.Uniform, options.RunTime, rate)));
        }

        return await latencies.RunAsync(options.Rounds);
    }

    private async Task VerifyPeersAsync()
    {
        foreach (var database in new[] { _procedure, _procedureHttp }.OfType<ProcedureDatabase>())
        {
            await database.VerifyAsync(options.Accounts);
        }
    }
}
