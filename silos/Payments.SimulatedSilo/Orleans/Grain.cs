using Orleans.Runtime;
using Payments.SimulatedSilo.Activations;

namespace Orleans;

/// <summary>The base class of grains: single-threaded objects that live in a silo under a key.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    private readonly Activation? _activation;

    /// <summary>Binds the object to the activation that is being made; without one it is a plain object.</summary>
    protected Grain() => _activation = Activation.UnderConstruction;

    /// <inheritdoc/>
    public IGrainContext GrainContext => Activation;

    /// <summary>Class and key, for logs.</summary>
    public string IdentityString => Activation.Id.ToString();

    /// <summary>Refers to other grains.</summary>
    protected IGrainFactory GrainFactory => Activation.Silo.GrainFactory;

    /// <summary>The services of this activation.</summary>
    protected internal IServiceProvider ServiceProvider => Activation.ActivationServices;

    internal Activation Activation => _activation
        ?? throw new InvalidOperationException("The grain was created outside of a silo, so it has no activation.");

    /// <inheritdoc/>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <summary>
    /// Ends this activation after the requests that it has begun; those that wait go to the next activation,
    /// so a grain that knows its memory is wrong answers nobody from it.
    /// </summary>
    protected void DeactivateOnIdle() => Activation.Deactivate(
        new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "DeactivateOnIdle was called."));

    /// <summary>Ends this activation like <see cref="DeactivateOnIdle"/>; the next one begins wherever it is placed then.</summary>
    protected void MigrateOnIdle() => Activation.Deactivate(
        new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "MigrateOnIdle was called."));

    /// <summary>Keeps the activation from being collected as idle for at least this long.</summary>
    protected void DelayDeactivation(TimeSpan timeSpan) => Activation.DelayDeactivation(timeSpan);
}
