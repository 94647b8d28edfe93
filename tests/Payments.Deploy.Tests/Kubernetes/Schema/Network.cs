namespace Payments.Deploy.Tests.Kubernetes.Schema;

internal enum Protocol
{
    TCP,
    UDP,
    SCTP,
}

internal sealed record Service : ApiObject
{
    public required ServiceSpec Spec { get; init; }

    internal sealed record ServiceSpec
    {
        public required Dictionary<string, string> Selector { get; init; }

        public required List<ServicePort> Ports { get; init; }
    }

    internal sealed record ServicePort
    {
        public string? Name { get; init; }

        public required int Port { get; init; }

        public string? TargetPort { get; init; }
    }
}

internal sealed record NetworkPolicy : ApiObject
{
    public required PolicySpec Spec { get; init; }

    internal enum Direction
    {
        Ingress,
        Egress,
    }

    internal sealed record PolicySpec
    {
        public required LabelSelector PodSelector { get; init; }

        public List<Direction>? PolicyTypes { get; init; }

        public List<IngressRule>? Ingress { get; init; }

        public List<EgressRule>? Egress { get; init; }
    }

    internal sealed record IngressRule
    {
        public List<Peer>? From { get; init; }

        public List<PolicyPort>? Ports { get; init; }
    }

    internal sealed record EgressRule
    {
        public List<Peer>? To { get; init; }

        public List<PolicyPort>? Ports { get; init; }
    }

    internal sealed record Peer
    {
        public LabelSelector? PodSelector { get; init; }

        public LabelSelector? NamespaceSelector { get; init; }

        public Block? IpBlock { get; init; }
    }

    internal sealed record Block
    {
        public required string Cidr { get; init; }

        public List<string>? Except { get; init; }
    }

    internal sealed record PolicyPort
    {
        public Protocol? Protocol { get; init; }

        public required int Port { get; init; }
    }
}
