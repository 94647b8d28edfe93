namespace Payments.Deploy.Tests.Kubernetes.Schema;

/// <summary>
/// What an object of Kubernetes may say: the members that the manifests use, with the types of its API reference (1.30). A member
/// that is to be used for the first time is looked up there and added.
/// </summary>
internal abstract record ApiObject
{
    public required string ApiVersion { get; init; }

    public required string Kind { get; init; }

    public required Metadata Metadata { get; init; }
}

internal sealed record Metadata
{
    public required string Name { get; init; }

    public string? Namespace { get; init; }

    public Dictionary<string, string>? Labels { get; init; }
}

internal sealed record LabelSelector
{
    public Dictionary<string, string>? MatchLabels { get; init; }
}

internal sealed record Namespace : ApiObject;

internal sealed record ServiceAccount : ApiObject
{
    public bool? AutomountServiceAccountToken { get; init; }
}

internal sealed record ConfigMap : ApiObject
{
    public required Dictionary<string, string> Data { get; init; }
}
