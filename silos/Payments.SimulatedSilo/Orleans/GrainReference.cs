using System.Reflection;
using Payments.SimulatedSilo.Activations;
using Payments.SimulatedSilo.Calls;

namespace Orleans.Runtime;

/// <summary>A reference to a grain: it turns calls of the interface into requests.</summary>
public class GrainReference : DispatchProxy, IAddressable, IEquatable<GrainReference>
{
    private GrainInterface _interface = null!;
    private CallSender _sender = null!;

    internal GrainIdentity Id { get; private set; }

    /// <summary>References are equal when they mean the same grain by the same interface.</summary>
    public bool Equals(GrainReference? other) =>
        other is not null && ReferenceEquals(_interface, other._interface) && Id.Equals(other.Id);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is GrainReference other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Id.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => $"{_interface.Type.Name} of {Id}";

    internal void Bind(GrainInterface grainInterface, GrainIdentity id, CallSender sender)
    {
        _interface = grainInterface;
        Id = id;
        _sender = sender;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        _interface.MethodFor(targetMethod!).Call(_sender, Id, args ?? []);
}
