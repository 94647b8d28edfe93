namespace Payments.Deploy.Tests.Kubernetes.Schema;

/// <summary>What <c>kubectl apply -k</c> reads first.</summary>
internal sealed record Kustomization
{
    public required string ApiVersion { get; init; }

    public required string Kind { get; init; }

    public string? Namespace { get; init; }

    public required List<string> Resources { get; init; }

    public List<ImageTag>? Images { get; init; }

    internal sealed record ImageTag
    {
        public required string Name { get; init; }

        public required string NewTag { get; init; }
    }
}
