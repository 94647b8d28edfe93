using System.Globalization;
using Payments.Chaos.Faults;
using Payments.Chaos.Load;
using Payments.Chaos.Processes;
using Payments.History.Timeline;

namespace Payments.Chaos.Runs;

/// <summary>What came of a run.</summary>
internal sealed record ChaosResult(ChaosOptions Options, Report Report, Figures Figures, string Folder, string? Page)
{
    public override string ToString() =>
        $"{Report}{Figures}seed {Options.Seed}; again: {Options.Command}\nhistory, journal and logs: {Folder}{(Page is null ? "" : $"\ntimeline: {Page}")}";
}

/// <summary>One run: load, load with faults, healing, the resolution of unknown outcomes, last reads, judgement.</summary>
internal sealed class ChaosRun(ChaosOptions options, IReadOnlyList<Fault> faults)
{
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(8);
    private readonly RunClock _clock = new();
    private int _clients;

    internal async Task<ChaosResult> RunAsync()
    {
        var folder = Directory.CreateDirectory(
            Path.Combine(options.Results, $"{DateTime.UtcNow.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-seed-{options.Seed}")).FullName;
        await using var postgres = await ChaosPostgres.StartAsync(folder);
        await using var cluster = new ChaosCluster(postgres, folder, Builds.Silo, Builds.FrontEnd);
        await cluster.StartAsync(options.Silos, options.FrontEnds);
        await TriggerFaults.InstallAsync(postgres);
        Console.WriteLine($"{_clock.Now / 1e6,7:F1} s  {options.Silos} silos and {options.FrontEnds} front ends are ready, seed {options.Seed}");

        var history = Path.Combine(folder, "history.jsonl");
        using (var writer = new HistoryWriter(history))
        {
            await LoadAsync(cluster, new Recorder(writer, _clock));
        }

        var journal = Path.Combine(folder, "journal.jsonl");
        await JournalFile.WriteAsync(journal, JournalExport.ReadAsync(postgres.ConnectionString));
        return Judge(folder, HistoryFile.Read(history), JournalFile.Read(journal));
    }

    private ChaosResult Judge(string folder, HistoryFile history, JournalFile journal)
    {
        var report = HistoryChecker.Check(history, journal);
        string? page = null;
        if (report.Verdict != Verdict.Valid || faults.Count > 0)
        {
            page = Path.Combine(folder, "timeline.html");
            File.WriteAllText(page, TimelinePage.Of(history, report, options.Command));
        }

        return new ChaosResult(options, report, Figures.Of(history), folder, page);
    }

    private async Task LoadAsync(ChaosCluster cluster, Recorder recorder)
    {
        using var client = new ChaosClient(recorder, cluster.AdminToken);
        var town = await Town.BuildAsync(cluster, client);
        recorder.Begin(Header(town, cluster));
        var scene = new LoadScene(client, cluster.FrontEnds, new KnownTransfers(), new Unresolved());
        foreach (var funding in town.Funding())
        {
            await client.SendAsync(funding with { Process = recorder.NewProcess() }, cluster.FrontEnds[0].Name, cluster.FrontEnds[0].Process.Port);
        }

        using var end = new CancellationTokenSource();
        var workers = StartWorkers(scene, town, options.Workers, options.Pause, end.Token);
        var faultScene = new FaultScene(
            cluster, scene, Seeds.Of(options.Seed, Seeds.Purpose.Strike), TimeProvider.System,
            (count, until) => StartWorkers(scene, town, count, TimeSpan.Zero, until), () => NextClient(scene, town), Builds.Next, town.Accounts);
        await faultScene.LastAsync(Warm.TotalSeconds);
        await new Nemesis(faultScene, faults, recorder, options.Seed).RunAsync(faults.Count == 0 ? TimeSpan.Zero : options.Faulty);
        await faultScene.LastAsync(Warm.TotalSeconds);
        await end.CancelAsync();
        await workers;
        await cluster.WaitUntilReadyAsync();
        var (count, took) = await Resolver.RunAsync(scene);
        Console.WriteLine($"{_clock.Now / 1e6,7:F1} s  {count} unknown outcomes asked for again in {took.TotalSeconds:F1} s, {scene.Unresolved.Count} left");
        // Holds that are due expire meanwhile.
        await faultScene.LastAsync(Quiet.TotalSeconds);
        await FinalReads.RunAsync(scene, town, Seeds.Of(options.Seed, Seeds.Purpose.Reads));
    }

    private Task StartWorkers(LoadScene scene, Town town, int count, TimeSpan pause, CancellationToken end) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(_ => NextClient(scene, town)).ToArray().Select(
            choices => Task.Run(() => new Worker(scene, choices, pause, TimeProvider.System).RunAsync(end), CancellationToken.None)));

    /// <summary>What one more client asks for: whatever it does, its number is the next one.</summary>
    private Choices NextClient(LoadScene scene, Town town) => new(options.Seed, _clients++, town, scene.Known);

    private RunHeader Header(Town town, ChaosCluster cluster) => new()
    {
        Run = Guid.NewGuid().ToString("N"),
        Seed = options.Seed,
        StartedAt = _clock.StartedAt,
        Accounts = town.Accounts,
        Total = town.Total,
        Faults = [.. faults.Select(fault => fault.Number)],
        Kinds = Enum.GetValues<OperationKind>(),
        FrontEnds = [.. cluster.FrontEnds.Select(node => node.Name)],
        FinalTransfers = FinalReads.TransfersRead,
        Targets = options.Targets,
    };
}
