using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Payments.SimulatedSilo.Activations;
using Payments.SimulatedSilo.Calls;

namespace Payments.SimulatedSilo.Simulation;

/// <summary>
/// A cluster of virtual silos with clients, network, clock and faults, all of it on one thread and decided by a seed.
/// </summary>
/// <remarks>
/// All code under simulation runs inside <see cref="RunAsync"/>: the scenario, the grains, background loops and
/// clients. It takes time, randomness and grains from the world and stays on its schedulers; see the README for
/// what would leave them.
/// </remarks>
public sealed partial class SimulationWorld
{
    private static readonly ServiceProvider NoServices = new ServiceCollection().BuildServiceProvider();

    private readonly SimulationOptions _options;
    private readonly SimulationTrace _trace;
    private readonly SimulationScheduler _scheduler;
    private readonly SimulationRandom _crashes;
    private readonly SimulatedDirectory _directory;
    private readonly SimulatedNetwork _network;
    private readonly VirtualProcess _clients;
    private readonly List<VirtualSilo> _silos = [];
    private readonly List<CallSender> _senders = [];
    private readonly List<SimulatedTask> _tasks = [];
    private int _lives;

    /// <summary>A world in which nothing has happened yet.</summary>
    public SimulationWorld(ulong seed, SimulationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Seed = seed;
        _options = options;
        _trace = new SimulationTrace(options.EventsKept);

        // Each use of chance has a sequence of its own, so that a change in one does not shift all others.
        var root = new SimulationRandom(seed);
        Random = root.Fork();
        _crashes = root.Fork();
        Faults = new FaultPlan(root.Fork(), point => _trace.Add(Now, "fault", point));
        _scheduler = new SimulationScheduler(root.Fork(), _trace, options);
        _directory = new SimulatedDirectory(root.Fork(), Faults);
        _network = new SimulatedNetwork(_scheduler, root.Fork(), _trace, Faults, _directory, options);

        _clients = new VirtualProcess(_scheduler, "clients");
        var calls = new CallSender(Around(_clients), SiloOptions(), silo: null);
        _senders.Add(calls);
        Client = new GrainFactory(GrainCatalog.Of(options.GrainAssemblies), calls, NoServices);
    }

    /// <summary>The seed that decides everything.</summary>
    public ulong Seed { get; }

    /// <summary>Chance for the scenario and its workload.</summary>
    public SimulationRandom Random { get; }

    /// <summary>The faults of this run; also those of code that asks <see cref="ShouldFire"/>.</summary>
    public FaultPlan Faults { get; }

    /// <summary>The true time, which the clients have.</summary>
    public TimeProvider Time => _clients.Time;

    /// <summary>Calls grains from outside of the silos.</summary>
    public IClusterClient Client { get; }

    /// <summary>The silos in order of their addition.</summary>
    public IReadOnlyList<VirtualSilo> Silos => _silos;

    /// <summary>The hash of everything that has happened so far.</summary>
    public string TraceHash => _trace.Hash;

    /// <summary>The last events, oldest first.</summary>
    public IReadOnlyList<string> LastEvents => [.. _trace.Last()];

    /// <summary>The run so far.</summary>
    public SimulationReport Report => new(Seed, TraceHash, _scheduler.Steps, new TimeSpan(Now), Faults.Fired);

    private long Now => _scheduler.Now;

    /// <summary>
    /// Adds and starts a silo. Both functions are called at each start: the first fills the new container (which has
    /// TimeProvider, IGrainFactory, this world and the silo), the second begins background loops.
    /// </summary>
    public VirtualSilo AddSilo(
        string name, Action<IServiceCollection>? configure = null, Action<VirtualSilo>? start = null)
    {
        var silo = new VirtualSilo(this, name, configure, start);
        _silos.Add(silo);
        silo.Start();
        return silo;
    }

    /// <summary>Runs a client beside the scenario, in turns of its own; await the task in the scenario.</summary>
    public Task StartClient(string name, Func<Task> client)
    {
        ArgumentNullException.ThrowIfNull(client);
        return StartTask(_clients, name, client, failsTheRun: false);
    }

    /// <summary>Asked by code under simulation where a fault may happen; those that fired are in the report.</summary>
    public bool ShouldFire(string point)
    {
        _scheduler.CheckCaller("a fault point was reached");
        return Faults.ShouldFire(point);
    }

    /// <summary>Adds an event to the trace, and so to its hash.</summary>
    public void Trace(string line)
    {
        _scheduler.CheckCaller("a trace line was written");
        ArgumentNullException.ThrowIfNull(line);
        _trace.Add(Now, "note", line);
    }

    /// <summary>
    /// Lets the directory name two silos for the grain, so that calls go to two activations until one of them ends.
    /// </summary>
    public void DuplicateActivation(IAddressable grain)
    {
        var id = IdentityOf(grain);
        if (!_directory.Duplicate(id))
            throw new InvalidOperationException($"There is no second silo for {id}.");

        _trace.Add(Now, "duplicate", id.Key);
    }

    /// <summary>
    /// Runs the scenario on a thread of the world until its task ends. Fails with
    /// <see cref="SimulationFailedException"/> when it fails, hangs, takes too long or leaves the simulation. May be
    /// called again: the world goes on where it was.
    /// </summary>
    public Task<SimulationReport> RunAsync(Func<Task> scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        var result = new TaskCompletionSource<SimulationReport>(TaskCreationOptions.RunContinuationsAsynchronously);

        // A thread of its own has no synchronization context and no execution context that could leak in.
        new Thread(() => Drive(scenario, result)) { IsBackground = true, Name = $"simulation {Seed}" }.UnsafeStart();
        return result.Task;
    }

    /// <summary>The same, for a caller that waits.</summary>
    public SimulationReport Run(Func<Task> scenario) => RunAsync(scenario).GetAwaiter().GetResult();

    internal static GrainIdentity IdentityOf(IAddressable grain) => grain switch
    {
        GrainReference reference => reference.Id,
        Grain inside => inside.Activation.Id,
        _ => throw new ArgumentException("Not a grain.", nameof(grain)),
    };

    internal SiloLife NewLife(VirtualSilo silo, int start, Action<IServiceCollection>? configure)
    {
        var process = new VirtualProcess(_scheduler, silo.Name);
        SiloLife? life = null;
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(this);
        services.AddSingleton(silo);
        services.AddSingleton(process.Time);
        services.AddSingleton(_ => life!.Silo.GrainFactory);
        services.AddSingleton(_ => (IClusterClient)life!.Silo.GrainFactory);
        configure?.Invoke(services);

        var provider = services.BuildServiceProvider();
        var logger = provider.GetRequiredService<ILoggerFactory>().CreateLogger(silo.Name);
        life = new SiloLife(
            new Silo(start == 1 ? silo.Name : $"{silo.Name}#{start}", provider, Around(process), SiloOptions(), logger),
            process,
            ++_lives);
        _directory.Join(life);
        _senders.Add(life.Silo.Calls);
        _trace.Add(Now, "start", life.Silo.Name);
        return life;
    }

    internal void Crashed(VirtualSilo silo, SiloLife life)
    {
        _trace.Add(Now, "crash", silo.Name);
        _senders.Remove(life.Silo.Calls);
        _scheduler.SetTimer(new Detection(this, life), 0, _crashes.NextTime(_options.CrashDetectionMax));
    }

    internal void DeclareDead(SiloLife life)
    {
        if (!_directory.Members.Contains(life))
            return;

        _trace.Add(Now, "declared dead", life.Silo.Name);
        _directory.Leave(life);
        foreach (var sender in _senders.Where(sender => sender != life.Silo.Calls))
        {
            foreach (var request in sender.Calls.Oldest.Where(request => request.DeliveredTo == life.Silo).ToArray())
                request.Reject(new SiloUnavailableException($"{life.Silo.Name} is dead, {request} may be done."));
        }
    }

    private SiloSurroundings Around(VirtualProcess process) => new(
        GrainCatalog.Of(_options.GrainAssemblies), process, process.Time, _network, CallLists: 1)
    {
        QueueNumbers = _scheduler.NextQueueNumber,
    };

    private SimulatedSiloOptions SiloOptions()
    {
        var options = new SimulatedSiloOptions { ResponseTimeout = _options.ResponseTimeout };
        _options.ConfigureSilos?.Invoke(options);
        return options;
    }
}
