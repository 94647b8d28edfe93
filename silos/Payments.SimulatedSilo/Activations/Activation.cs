using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Payments.SimulatedSilo.Turns;

namespace Payments.SimulatedSilo.Activations;

/// <summary>
/// One life of a grain in a silo: activating, active, deactivating, ended. Its turns run one at a time; work that
/// comes before it is active or while it deactivates waits and is never answered from the memory that ends.
/// </summary>
internal sealed partial class Activation : IGrainContext
{
    [ThreadStatic]
    private static Activation? _underConstruction;

    private readonly Admission _admission = new();
    private readonly ActivationTimers _timers;
    private IGrainBase? _grain;
    private AsyncServiceScope? _scope;
    private State _state;
    private DeactivationReason? _ending;
    private long _usedAt;
    private long _keepUntil;

    public Activation(GrainIdentity id, Silo silo, int number)
    {
        Id = id;
        Silo = silo;
        Turns = new TurnQueue(silo.Executor, this, number);
        _timers = new ActivationTimers(this);
        _usedAt = silo.Clock.GetTimestamp();
    }

    private enum State
    {
        Activating,
        Active,
        Deactivating,
        Ended,
    }

    /// <summary>What a grain's base constructor binds to: the activation that this thread constructs.</summary>
    public static Activation? UnderConstruction => _underConstruction;

    public GrainIdentity Id { get; }

    public GrainId GrainId => new(Id.ToString());

    public Silo Silo { get; }

    public TurnQueue Turns { get; }

    public IServiceProvider ActivationServices => _scope?.ServiceProvider ?? Silo.Services;

    public object? GrainInstance => _grain;

    /// <summary>Where the idle collector keeps it.</summary>
    public LinkedListNode<Activation>? WatchedAs { get; set; }

    /// <summary>Posts the turn that constructs the grain and calls OnActivateAsync.</summary>
    public void Start() => Turns.Post(new LifecycleTurn(ActivateAsync));

    /// <summary>Begins the work now or lets it wait for its place.</summary>
    public void Receive(ActivationWork work)
    {
        bool ended, full = false, begins = false;
        lock (_admission)
        {
            ended = _state == State.Ended;
            if (!ended)
            {
                full = _admission.Waiting + _admission.Begun >= Silo.Options.ActivationQueueLimit;
                begins = !full && _admission.TryBegin(work, _state == State.Active);
            }

            if (work.KeepsAlive)
                _usedAt = Silo.Clock.GetTimestamp();
        }

        if (ended)
            work.Reroute();
        else if (full)
            work.Reject(new LimitExceededException($"{Id} has {Silo.Options.ActivationQueueLimit} requests waiting."));
        else if (begins)
            PostWork(work);
    }

    /// <summary>Called in a turn when the work is done: the next may begin, or the end of the activation.</summary>
    public void Finished(ActivationWork work)
    {
        lock (_admission)
        {
            _admission.Finish(work);
            if (_state == State.Active)
                BeginWaiting();
            else
                EndIfQuiet();
        }
    }

    /// <inheritdoc/>
    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        lock (_admission)
        {
            if (_ending is not null || _state == State.Ended)
                return;

            _ending = deactivationReason;
            if (_state == State.Active)
            {
                _state = State.Deactivating;
                EndIfQuiet();
            }
        }
    }

    public void DelayDeactivation(TimeSpan delay) =>
        _keepUntil = Silo.Clock.GetTimestamp() + Silo.ToTimestamp(delay);

    /// <summary>When the activation will have been idle for its age; busy ones are never idle.</summary>
    public long IdleAt(long now, long age)
    {
        lock (_admission)
        {
            var used = _admission.Begun + _admission.Waiting > 0 ? now : _usedAt;
            return Math.Max(used + age, _keepUntil);
        }
    }

    public IGrainTimer AddTimer(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options) =>
        _timers.Add(callback, options);

    public override string ToString() => $"{Id} in {Silo.Name}";

    private void PostWork(ActivationWork work)
    {
        work.RunsOn = this;
        Turns.Post(work);
    }

    private void BeginWaiting()
    {
        while (_admission.TryBeginNext(out var work))
            PostWork(work);
    }

    private void EndIfQuiet()
    {
        if (_state == State.Deactivating && _admission.Begun == 0)
            Turns.Post(new LifecycleTurn(DeactivateAsync));
    }

    private sealed class LifecycleTurn(Func<Task> step) : ITurn
    {
        public void Run() => _ = step();
    }
}
