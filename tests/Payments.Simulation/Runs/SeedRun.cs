using Payments.Simulation.Checking;
using Payments.Simulation.Cluster;
using Payments.Simulation.Workload;
using Payments.SimulatedSilo.Simulation;

namespace Payments.Simulation.Runs;

/// <summary>
/// One run: set the scene, load with faults, heal, find out the end of every key, let the sweepers finish, judge.
/// </summary>
internal sealed class SeedRun
{
    private const int Clients = 6;
    private const int ResolveAttemptsMax = 6;

    private static readonly TimeSpan HoldMax = TimeSpan.FromSeconds(61);

    private readonly RunOptions _options;
    private readonly SimulatedCluster _cluster;
    private readonly History _history = new();
    private readonly FrontEnd _frontEnd;
    private readonly Scene _scene;
    private readonly List<Request> _unresolved = [];

    private SeedRun(RunOptions options)
    {
        _options = options;
        _cluster = new SimulatedCluster(options.Seed, options.Bug);
        _frontEnd = new FrontEnd(_cluster, _history, options.Bug.ForgetsKeys);
        _scene = new Scene(_cluster, _frontEnd);
    }

    /// <summary>Runs and judges.</summary>
    public static RunResult Of(RunOptions options) => new SeedRun(options).Run();

    private RunResult Run()
    {
        SimulationReport report;
        string? breakdown = null;
        try
        {
            report = _cluster.World.Run(PlayAsync);
        }
        catch (SimulationFailedException e)
        {
            (report, breakdown) = (e.Report, e.ToString());
        }

        var evidence = new Evidence(
            _history, _cluster.Database.History, _cluster.Database.Tables, _cluster.Database.Now, _unresolved);
        return new RunResult(_options, _history, report, HistoryChecker.Check(evidence), breakdown, _cluster.Database.Plans);
    }

    private async Task PlayAsync()
    {
        var world = _cluster.World;
        world.Faults.IsEnabled = false;
        await _scene.SetUpAsync();

        FaultMix.Choose(world, _options.WithoutFaults);
        world.Faults.IsEnabled = true;
        var nemesis = new Nemesis(_cluster, _options.WithoutFaults);
        var breaking = world.StartClient("nemesis", nemesis.BreakAsync);
        var supervising = world.StartClient("supervisor", nemesis.SuperviseAsync);
        await LoadAsync();

        await nemesis.HealAsync();
        await breaking;
        await supervising;
        await ResolveAsync();
        await Task.Delay(HoldMax + (SimulatedCluster.SweepInterval * 3), world.Time);
        await ReadEverythingAsync();
    }

    private async Task LoadAsync()
    {
        var clients = Enumerable.Range(0, Clients).Select(number =>
        {
            var client = new Client(_cluster, _frontEnd, _scene, _history, number);
            return _cluster.World.StartClient($"client {number}", () => client.RunAsync(_options.OperationsOfEach, _options.Dropped));
        }).ToList();
        foreach (var client in clients)
            await client;
    }

    /// <summary>The same key again, without faults, tells the end of every request that nobody knows.</summary>
    private async Task ResolveAsync()
    {
        foreach (var request in _history.Unresolved.ToList())
        {
            var attempt = await _frontEnd.SendUntilCertainAsync(request, ResolveAttemptsMax);
            if (!FrontEnd.IsSettled(attempt))
                _unresolved.Add(request);
            if (_unresolved.Count > 3)
                return;
        }
    }

    private async Task ReadEverythingAsync()
    {
        foreach (var (account, _) in _scene.Accounts)
            await _frontEnd.ReadAsync(account);
    }
}
