namespace Payments.Deploy.Tests.Kubernetes.Schema;

internal sealed record Deployment : ApiObject
{
    public required DeploymentSpec Spec { get; init; }

    internal enum StrategyType
    {
        RollingUpdate,
        Recreate,
    }

    internal sealed record DeploymentSpec
    {
        public int? RevisionHistoryLimit { get; init; }

        public DeploymentStrategy? Strategy { get; init; }

        public int? MinReadySeconds { get; init; }

        public required LabelSelector Selector { get; init; }

        public required PodTemplate Template { get; init; }
    }

    internal sealed record DeploymentStrategy
    {
        public required StrategyType Type { get; init; }

        public RollingUpdate? RollingUpdate { get; init; }
    }

    internal sealed record RollingUpdate
    {
        public int? MaxSurge { get; init; }

        public int? MaxUnavailable { get; init; }
    }

    internal sealed record PodTemplate
    {
        public required PodMetadata Metadata { get; init; }

        public required Pod Spec { get; init; }
    }

    internal sealed record PodMetadata
    {
        public required Dictionary<string, string> Labels { get; init; }
    }
}
