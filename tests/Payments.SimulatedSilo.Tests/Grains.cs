using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Runtime;

namespace Payments.SimulatedSilo.Tests;

/// <summary>What the grains of a test did, in order; shared through the container.</summary>
internal sealed class Diary
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    /// <summary>How many activations have been constructed; the constructor of the n-th can be made to fail.</summary>
    public int Made { get; set; }

    public int FailingActivations { get; set; }

    /// <summary>Opens the gates that grains wait at.</summary>
    public Dictionary<string, TaskCompletionSource> Gates { get; } = [];

    public void Write(string line)
    {
        lock (_lines)
            _lines.Add(line);
    }

    public TaskCompletionSource Gate(string name)
    {
        if (!Gates.TryGetValue(name, out var gate))
            Gates[name] = gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        return gate;
    }
}

internal interface IWork : IGrainWithStringKey
{
    /// <summary>Begins, waits for the gate if one is named, ends.</summary>
    Task<int> Do(string name, string? gate = null);

    [ReadOnly]
    Task Read(string name, string gate);

    [AlwaysInterleave]
    Task<string> Look();

    [OneWay]
    Task Tell(string name);

    Task<Guid> Throw(Exception exception);

    Task End();

    Task Keep(TimeSpan time);

    ValueTask<string> Key();

    Task Tick(TimeSpan period, bool interleave);

    Task<object?> Context(string key);

    Task<int> Forward(string key, string name);

    Task<bool> CrashInTheMiddle();
}

internal interface IReentrantWork : IWork;

internal interface INumbered : IGrainWithGuidKey
{
    Task<Guid> Key();
}

[CollectionAgeLimit(Minutes = 2)]
internal class WorkGrain : Grain, IWork
{
    private readonly Diary _diary;
    private readonly Simulation.VirtualSilo? _silo;
    private readonly int _life;
    private int _done;

    public WorkGrain(Diary diary, IServiceProvider services)
    {
        _diary = diary;
        _silo = (Simulation.VirtualSilo?)services.GetService(typeof(Simulation.VirtualSilo));
        _life = ++diary.Made;
        if (diary.FailingActivations > 0)
        {
            diary.FailingActivations--;
            throw new InvalidDataException("cannot be constructed");
        }
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        _diary.Write($"activate {this.GetPrimaryKeyString()} life {_life}");
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Task.Yield();
        _diary.Write($"deactivate life {_life} {reason.ReasonCode}");
    }

    public async Task<int> Do(string name, string? gate = null)
    {
        _diary.Write($"{name} begins");
        if (gate is not null)
            await _diary.Gate(gate).Task;

        _diary.Write($"{name} ends in life {_life}");
        return ++_done;
    }

    public Task Read(string name, string gate) => Do(name, gate);

    public Task<string> Look() => Task.FromResult($"life {_life}");

    public Task Tell(string name) => Do(name);

    public Task<Guid> Throw(Exception exception) => throw exception;

    public async Task End()
    {
        DeactivateOnIdle();
        await Task.Yield();
    }

    public Task Keep(TimeSpan time)
    {
        DelayDeactivation(time);
        return Task.CompletedTask;
    }

    public ValueTask<string> Key() => new(this.GetPrimaryKeyString());

    public Task Tick(TimeSpan period, bool interleave)
    {
        var ticks = 0;
        this.RegisterGrainTimer(
            _ => Do($"tick {++ticks}"), new GrainTimerCreationOptions(period, period) { Interleave = interleave });
        return Task.CompletedTask;
    }

    public Task<object?> Context(string key) => Task.FromResult(RequestContext.Get(key));

    public async Task<int> Forward(string key, string name)
    {
        var result = await GrainFactory.GetGrain<IWork>(key, typeof(WorkGrain).FullName).Do(name);
        _diary.Write($"{name} came back");
        return result;
    }

    public async Task<bool> CrashInTheMiddle()
    {
        _diary.Write("before the crash");
        await _silo!.CrashHereAsync();
        _diary.Write("after the crash");
        return true;
    }
}

[Reentrant]
internal sealed class ReentrantWorkGrain(Diary diary, IServiceProvider services)
    : WorkGrain(diary, services), IReentrantWork;

[PreferLocalPlacement]
internal sealed class NumberedGrain : Grain, INumbered
{
    public Task<Guid> Key() => Task.FromResult(this.GetPrimaryKey());
}
