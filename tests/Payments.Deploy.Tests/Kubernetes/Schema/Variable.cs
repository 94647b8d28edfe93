namespace Payments.Deploy.Tests.Kubernetes.Schema;

internal sealed record Variable
{
    public required string Name { get; init; }

    public string? Value { get; init; }

    public ValueSource? ValueFrom { get; init; }

    internal sealed record ValueSource
    {
        public SecretKey? SecretKeyRef { get; init; }

        public Field? FieldRef { get; init; }
    }

    internal sealed record SecretKey
    {
        public required string Name { get; init; }

        public required string Key { get; init; }
    }

    internal sealed record Field
    {
        public required string FieldPath { get; init; }
    }
}

internal sealed record VariableSource
{
    public MapReference? ConfigMapRef { get; init; }

    internal sealed record MapReference
    {
        public required string Name { get; init; }
    }
}
