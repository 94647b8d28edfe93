using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Payments.SimulatedSilo.Activations;

namespace Payments.SimulatedSilo.Simulation;

/// <summary>A silo of a simulated world: a machine whose process can crash, pause and start again.</summary>
public sealed class VirtualSilo
{
    private static readonly TimeSpan StopPoll = TimeSpan.FromMilliseconds(10);

    private readonly SimulationWorld _world;
    private readonly Action<IServiceCollection>? _configure;
    private readonly Action<VirtualSilo>? _start;
    private SiloLife? _life;
    private TimeSpan _clockOffset;

    internal VirtualSilo(
        SimulationWorld world, string name, Action<IServiceCollection>? configure, Action<VirtualSilo>? start)
    {
        _world = world;
        _configure = configure;
        _start = start;
        Name = name;
    }

    /// <summary>The name in traces.</summary>
    public string Name { get; }

    /// <summary>How often the silo has been started.</summary>
    public int Starts { get; private set; }

    /// <summary>Whether its process runs or is paused.</summary>
    public bool IsUp => _life?.Process.IsAlive == true;

    /// <summary>The container of the running process; a restart makes a new one.</summary>
    public IServiceProvider Services => Life.Silo.Services;

    /// <summary>The clock of the running process.</summary>
    public TimeProvider Time => Life.Process.Time;

    /// <summary>Calls grains from this silo.</summary>
    public IGrainFactory GrainFactory => Life.Silo.GrainFactory;

    /// <summary>How wrong its wall clock is; timers are not affected.</summary>
    public TimeSpan ClockOffset
    {
        get => _clockOffset;
        set
        {
            _clockOffset = value;
            if (_life is not null)
                _life.Process.ClockOffset = value;
        }
    }

    internal SiloLife Life => _life ?? throw new InvalidOperationException($"{Name} has not been started.");

    /// <summary>
    /// Runs a loop beside the grains, for example a journal writer, in turns of its own. When it fails the run fails;
    /// when the silo crashes it stops where it awaits.
    /// </summary>
    public Task StartBackground(string name, Func<Task> loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        return _world.StartTask(Life.Process, $"{name} in {Name}", loop);
    }

    /// <summary>
    /// Kills the process: its turns, timers and tasks never run again, its memory is lost. Calls to it are lost until
    /// the cluster has learnt of it; then its grains are activated elsewhere and waiting callers get
    /// SiloUnavailableException. The turn that runs now goes on to its next await.
    /// </summary>
    public void Crash()
    {
        if (!IsUp)
            return;

        var life = Life;
        life.Process.Kill();
        _world.Crashed(this, life);
    }

    /// <summary>Kills the process in which it is awaited, at exactly this line: the task never ends.</summary>
    public Task CrashHereAsync()
    {
        Crash();
        return new TaskCompletionSource().Task;
    }

    /// <summary>Starts the silo again with new services and empty memory, after a crash if it is still up.</summary>
    public void Restart()
    {
        Crash();
        if (_life is not null)
            _world.DeclareDead(_life);

        Start();
    }

    /// <summary>Stops the clock of the process, like SIGSTOP: everything in it waits, messages to it too.</summary>
    public void Pause()
    {
        _world.Trace($"pause {Name}");
        Life.Process.Pause();
    }

    /// <summary>Goes on where the pause came, without a notion of the time that has passed.</summary>
    public void Resume()
    {
        _world.Trace($"resume {Name}");
        Life.Process.Resume();
    }

    /// <summary>
    /// The cluster believes that the silo is dead, rightly or not, and activates its grains elsewhere. A silo that was
    /// only paused is a zombie from then on: its activations finish what they have begun, beside the new ones.
    /// </summary>
    public void DeclareDead() => _world.DeclareDead(Life);

    /// <summary>Stops in good order: no new activations, every activation ends, then the process.</summary>
    public async Task StopAsync()
    {
        var life = Life;
        _world.Trace($"stop {Name}");
        life.IsStopping = true;
        var reason = new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The silo stops.");
        while (life.Process.IsAlive && !life.Silo.IsEmpty)
        {
            foreach (var activation in life.Silo.Activations)
                activation.Deactivate(reason);

            await Task.Delay(StopPoll, _world.Time);
        }

        life.Process.Kill();
        _world.DeclareDead(life);
    }

    /// <summary>Whether the grain has an activation in the running process.</summary>
    public bool IsActive(Orleans.Runtime.IAddressable grain) => Life.Silo.Has(SimulationWorld.IdentityOf(grain));

    internal void Start()
    {
        _life = _world.NewLife(this, ++Starts, _configure);
        _life.Process.ClockOffset = _clockOffset;
        if (_start is not null)
            _world.StartTask(_life.Process, $"the start of {Name}", () =>
            {
                _start(this);
                return Task.CompletedTask;
            });
    }
}
