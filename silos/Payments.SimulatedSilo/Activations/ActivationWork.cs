using Payments.SimulatedSilo.Turns;

namespace Payments.SimulatedSilo.Activations;

/// <summary>Something that an activation is asked to do: a request, or the callback of a timer.</summary>
internal abstract class ActivationWork : ITurn
{
    private Activation? _activation;

    /// <summary>Whether it may begin although another request has begun and awaits.</summary>
    public abstract bool MayInterleave { get; }

    /// <summary>Whether it may begin although other read-only requests have begun.</summary>
    public abstract bool IsReadOnly { get; }

    /// <summary>Whether it counts as use of the activation.</summary>
    public abstract bool KeepsAlive { get; }

    /// <summary>The activation that will run the work; set before its turn is posted.</summary>
    public Activation RunsOn { set => _activation = value; }

    /// <summary>Does the work; the task never fails.</summary>
    public abstract Task RunAsync(Activation activation);

    /// <summary>The work will never begin.</summary>
    public abstract void Reject(Exception reason);

    /// <summary>The activation ended first: another one must do it.</summary>
    public abstract void Reroute();

    void ITurn.Run() => _ = RunAndFinishAsync(_activation!);

    private async Task RunAndFinishAsync(Activation activation)
    {
        await RunAsync(activation);
        activation.Finished(this);
    }
}
