namespace Orleans.Runtime;

/// <summary>Anything that can be called by its identity instead of by a pointer.</summary>
public interface IAddressable;

/// <summary>What an activation knows about itself; grains need it only to ask for their own end.</summary>
public interface IGrainContext
{
    /// <summary>The services of this activation: a scope of the silo's container.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>The grain object, or null before its constructor has run.</summary>
    object? GrainInstance { get; }

    /// <summary>Ends the activation once the requests that it has begun are finished.</summary>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}
