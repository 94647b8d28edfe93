namespace Orleans.Runtime;

/// <summary>Anything that can be called by its identity instead of by a pointer.</summary>
public interface IAddressable;

/// <summary>Names one grain: its type and its key.</summary>
/// <param name="Text">Both, as they stand in logs.</param>
public readonly record struct GrainId(string Text)
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>What an activation knows about itself; grains need it only to ask for their own end.</summary>
public interface IGrainContext
{
    /// <summary>Which grain it is.</summary>
    GrainId GrainId { get; }

    /// <summary>The services of this activation: a scope of the silo's container.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>The grain object, or null before its constructor has run.</summary>
    object? GrainInstance { get; }

    /// <summary>Ends the activation once the requests that it has begun are finished.</summary>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}

/// <summary>Tells whose turn the thread runs.</summary>
public interface IGrainContextAccessor
{
    /// <summary>The activation whose turn it is; null outside of turns.</summary>
    IGrainContext? GrainContext { get; }
}
