using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orleans;
using Payments.SimulatedSilo.Calls;
using Payments.SimulatedSilo.Turns;

namespace Payments.SimulatedSilo.Activations;

/// <summary>The activations of one silo and what they share. Both execution modes use it.</summary>
internal sealed class Silo : IDisposable
{
    private readonly ConcurrentDictionary<GrainIdentity, Activation> _activations = new();
    private readonly SiloSurroundings _around;

    public Silo(
        string name, IServiceProvider services, SiloSurroundings around, SimulatedSiloOptions options, ILogger logger)
    {
        _around = around;
        Name = name;
        Services = services;
        Options = options;
        Logger = logger;
        Calls = new CallSender(around, options, this);
        GrainFactory = new GrainFactory(around.Catalog, Calls, services);
        Collector = new IdleCollector(this);
    }

    public string Name { get; }

    public IServiceProvider Services { get; }

    public SimulatedSiloOptions Options { get; }

    public ILogger Logger { get; }

    public TimeProvider Clock => _around.Clock;

    public ITurnExecutor Executor => _around.Executor;

    public CallSender Calls { get; }

    public IGrainFactory GrainFactory { get; }

    public IdleCollector Collector { get; }

    /// <summary>The activations in order of creation, the same in every run of a seed.</summary>
    public IReadOnlyList<Activation> Activations => [.. _activations.Values.OrderBy(a => a.Turns.Number)];

    public bool IsEmpty => _activations.IsEmpty;

    public long ToTimestamp(TimeSpan time) => (long)(time.TotalSeconds * Clock.TimestampFrequency);

    /// <summary>Gives the work to the activation of the grain, and makes one where there is none.</summary>
    public void Deliver(GrainIdentity id, ActivationWork work) => GetOrActivate(id).Receive(work);

    public bool Has(GrainIdentity id) => _activations.ContainsKey(id);

    /// <summary>The activation has ended; calls from now on make a new one.</summary>
    public void Remove(Activation activation)
    {
        if (_activations.TryRemove(KeyValuePair.Create(activation.Id, activation)))
            _around.Router.Ended(activation);
    }

    public void Dispose()
    {
        Calls.Dispose();
        Collector.Dispose();
    }

    private Activation GetOrActivate(GrainIdentity id)
    {
        if (_activations.TryGetValue(id, out var activation))
            return activation;

        var made = new Activation(id, this, _around.NextQueueNumber());
        activation = _activations.GetOrAdd(id, made);
        if (ReferenceEquals(activation, made))
            made.Start();

        return activation;
    }
}

/// <summary>What a silo is put into: threads and clock of the machine, or those of a simulated world.</summary>
internal sealed record SiloSurroundings(
    GrainCatalog Catalog, ITurnExecutor Executor, TimeProvider Clock, ICallRouter Router, int CallLists)
{
    private int _queues;

    /// <summary>Whether one seeded thread runs everything.</summary>
    public bool IsSimulated => QueueNumbers is not null;

    /// <summary>
    /// Numbers turn queues; a simulation counts them over all silos, so that the order of queues depends on nothing
    /// but the order of events.
    /// </summary>
    public Func<int>? QueueNumbers { get; init; }

    public int NextQueueNumber() => QueueNumbers?.Invoke() ?? Interlocked.Increment(ref _queues);
}
