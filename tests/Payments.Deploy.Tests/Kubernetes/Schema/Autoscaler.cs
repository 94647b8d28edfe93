namespace Payments.Deploy.Tests.Kubernetes.Schema;

internal sealed record Autoscaler : ApiObject
{
    public required AutoscalerSpec Spec { get; init; }

    internal enum SourceType
    {
        Pods,
        Resource,
    }

    internal enum TargetType
    {
        Utilization,
        Value,
        AverageValue,
    }

    internal enum PolicyType
    {
        Pods,
        Percent,
    }

    internal sealed record AutoscalerSpec
    {
        public required Reference ScaleTargetRef { get; init; }

        public int? MinReplicas { get; init; }

        public required int MaxReplicas { get; init; }

        public List<Metric>? Metrics { get; init; }

        public Behavior? Behavior { get; init; }
    }

    internal sealed record Reference
    {
        public string? ApiVersion { get; init; }

        public required string Kind { get; init; }

        public required string Name { get; init; }
    }

    internal sealed record Metric
    {
        public required SourceType Type { get; init; }

        public PodsMetric? Pods { get; init; }

        public ResourceMetric? Resource { get; init; }
    }

    internal sealed record PodsMetric
    {
        public required MetricName Metric { get; init; }

        public required Target Target { get; init; }
    }

    internal sealed record MetricName
    {
        public required string Name { get; init; }
    }

    internal sealed record ResourceMetric
    {
        public required string Name { get; init; }

        public required Target Target { get; init; }
    }

    internal sealed record Target
    {
        public required TargetType Type { get; init; }

        public string? AverageValue { get; init; }

        public int? AverageUtilization { get; init; }
    }

    internal sealed record Behavior
    {
        public Scaling? ScaleUp { get; init; }

        public Scaling? ScaleDown { get; init; }
    }

    internal sealed record Scaling
    {
        public int? StabilizationWindowSeconds { get; init; }

        public List<Policy>? Policies { get; init; }
    }

    internal sealed record Policy
    {
        public required PolicyType Type { get; init; }

        public required int Value { get; init; }

        public required int PeriodSeconds { get; init; }
    }
}
