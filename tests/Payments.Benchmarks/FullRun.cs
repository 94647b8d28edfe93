using Payments.Benchmarks.Journal;
using Payments.Benchmarks.Load;
using Payments.Benchmarks.Machine;
using Payments.Benchmarks.Peers;
using Payments.Benchmarks.Product;
using Payments.Benchmarks.Report;

namespace Payments.Benchmarks;

/// <summary>
/// All parts in one run: set up, warm up, measure peaks in alternation, then latencies at 70 % of them.
/// </summary>
internal sealed class FullRun(BenchOptions options, TextWriter progress) : IAsyncDisposable
{
    private const double LatencyLoad = 0.7;
    private readonly List<(HttpContestant Server, Traffic[] Traffic)> _servers = [];
    private readonly List<IAsyncDisposable> _sites = [];
    private readonly List<string> _missing = [];
    private ProcedureDatabase? _procedure;
    private ProcedureDatabase? _procedureHttp;
    private JournalAlone? _journal;
    private int _procedureClients;
    private int? _postmaster;

    public static async Task<int> RunAsync(BenchOptions options, TimeProvider clock)
    {
        await using var run = new FullRun(options, Console.Error);
        var machine = await MachineLine.ReadAsync(options.Postgres, options.OutFolder, clock);
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

        if (_journal is not null)
        {
            await _journal.DisposeAsync();
        }

        foreach (var site in _sites)
        {
            await site.DisposeAsync();
        }
    }

    private async Task SetUpAsync()
    {
        if (options.Postgres is { } postgres)
        {
            _postmaster = await ProcessCpu.FindPostmasterAsync(postgres);
            await RecycledLog.PrepareAsync(postgres);
        }
        else
        {
            _missing.Add("BENCH_POSTGRES is not set: no journal, no peers, no product");
        }

        if (options.Parts.Contains("limits"))
        {
            await SetUpBareAsync();
        }

        if (options.Parts.Contains("journal") && options.Postgres is not null)
        {
            _journal = await JournalAlone.CreateAsync(options.Postgres, options.Accounts, _postmaster);
            await _journal.WarmUpAsync(options.WarmUp);
        }

        if (options.Parts.Contains("peers") && options.Postgres is not null)
        {
            await SetUpPeersAsync(options.Postgres);
        }

        if (options.Parts.Contains("product") && options.Postgres is not null)
        {
            await SetUpProductAsync(options.Postgres);
        }

        if (options.Silos > 0 && options.Postgres is not null)
        {
            await SetUpClusterAsync(options.Postgres);
        }

        foreach (var (server, _) in _servers)
        {
            await server.WarmUpAsync(options.WarmUp);
            await progress.WriteLineAsync($"{server.Name}: best with {server.Connections} connections");
        }
    }

    private async Task SetUpBareAsync()
    {
        var server = await BenchServer.StartOwnAsync("serve-bare");
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
            _procedureClients = await Pgbench.FindClientsAsync(
                _procedure.ConnectionString, options.Accounts, options.WarmUp);
            await progress.WriteLineAsync($"{Figures.Procedure}: best with {_procedureClients} clients");
        }

        _procedureHttp = await ProcedureDatabase.CreateAsync(postgres, "bench_procedure_http", options.Accounts);
        var server = await BenchServer.StartOwnAsync("serve-procedure", "--postgres", _procedureHttp.ConnectionString);
        var accounts = ProcedureDatabase.AccountIds(options.Accounts);
        var peer = new HttpContestant(Figures.ProcedureHttp, server, "none", accounts, _postmaster);
        _servers.Add((peer, [Traffic.Uniform, Traffic.HotDestination, Traffic.Zipf]));
    }

    private async Task SetUpProductAsync(string postgres)
    {
        var runtimes = SiloRuntime.Available();
        if (runtimes.Count == 0)
        {
            _missing.Add("BENCH_SILO_ORLEANS and BENCH_SILO_SIMULATED name no built silo: no figures of this project");
        }

        foreach (var runtime in runtimes)
        {
            await progress.WriteLineAsync($"{runtime.Name}: starting, opening and funding {options.Accounts} accounts");
            var silo = await ProductSilo.StartAsync(runtime, postgres);
            _sites.Add(silo);
            var contestant = await ProductApi.PrepareAsync(silo, options.Accounts, _postmaster);
            _servers.Add((contestant, Loads.All));
        }
    }

    private async Task SetUpClusterAsync(string postgres)
    {
        await progress.WriteLineAsync($"cluster: starting {options.Silos} silos, opening and funding {options.Accounts} accounts");
        var cluster = await ProductCluster.StartAsync(postgres, options.Silos, options.FrontEnds);
        _sites.Add(cluster);
        var contestant = await ProductApi.PrepareAsync(cluster, options.Accounts, _postmaster);
        _servers.Add((contestant with { Silos = cluster.Silos, MoreFrontEnds = cluster.MoreFrontEnds }, Loads.All));
    }

    private async Task<IReadOnlyList<Series>> MeasureAsync()
    {
        var peaks = new Contest(progress, repeatsNoisy: !options.Quick);
        if (_journal is not null)
        {
            peaks.Add(Figures.Journal, Figures.Uniform, () => _journal.MeasureAsync(options.RunTime));
        }

        AddPgbench(peaks);
        foreach (var (server, traffics) in _servers)
        {
            foreach (var traffic in traffics.Intersect(options.Loads))
            {
                peaks.Add(
                    server.Name, Figures.NameOf(traffic),
                    () => Task.FromResult(server.Measure(traffic, options.RunTime)));
            }
        }

        var peakSeries = await peaks.RunAsync(options.Rounds);
        var latencySeries = await LatenciesAsync(peakSeries);
        await VerifyPeersAsync();
        return [.. peakSeries, .. latencySeries];
    }

    private void AddPgbench(Contest peaks)
    {
        Traffic[] driven = [Traffic.Uniform, Traffic.HotDestination];
        foreach (var traffic in _procedure is null ? [] : driven.Intersect(options.Loads))
        {
            peaks.Add(Figures.Procedure, Figures.NameOf(traffic), () => PgbenchSampleAsync(_procedure!, traffic));
        }
    }

    private async Task<Sample> PgbenchSampleAsync(ProcedureDatabase database, Traffic traffic)
    {
        var meter = CpuMeter.Start([], [], _postmaster);
        var rate = await Pgbench.RunAsync(
            database.ConnectionString, traffic, options.Accounts, _procedureClients, options.RunTime);
        return Sample.Of(rate, rate * options.RunTime.TotalSeconds, options.RunTime, meter.Stop());
    }

    private async Task<IReadOnlyList<Series>> LatenciesAsync(IReadOnlyList<Series> peaks)
    {
        var latencies = new Contest(progress, repeatsNoisy: !options.Quick);
        foreach (var (server, _) in _servers)
        {
            var peak = peaks.FirstOrDefault(one => one.Contestant == server.Name && one.Figure == Figures.Uniform);
            if (peak is null || server.Name == Figures.Bare)
            {
                continue;
            }

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
