namespace Payments.SimulatedSilo.Activations;

/// <summary>Names one grain: its class and its key.</summary>
internal readonly struct GrainIdentity(GrainClass grainClass, string key) : IEquatable<GrainIdentity>
{
    public GrainClass Class { get; } = grainClass;

    public string Key { get; } = key;

    public bool Equals(GrainIdentity other) => ReferenceEquals(Class, other.Class) && Key == other.Key;

    public override bool Equals(object? obj) => obj is GrainIdentity other && Equals(other);

    public override int GetHashCode() => unchecked(Key.GetHashCode(StringComparison.Ordinal) + Class.Number);

    public override string ToString() => $"{Class.Name}/{Key}";
}
