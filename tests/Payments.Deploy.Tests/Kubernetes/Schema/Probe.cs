namespace Payments.Deploy.Tests.Kubernetes.Schema;

internal sealed record Probe
{
    public required HttpGetAction HttpGet { get; init; }

    public int? PeriodSeconds { get; init; }

    public int? TimeoutSeconds { get; init; }

    public int? FailureThreshold { get; init; }

    internal sealed record HttpGetAction
    {
        public required string Path { get; init; }

        public required string Port { get; init; }
    }
}

internal sealed record Hooks
{
    public Hook? PreStop { get; init; }

    internal sealed record Hook
    {
        public SleepAction? Sleep { get; init; }
    }

    internal sealed record SleepAction
    {
        public required long Seconds { get; init; }
    }
}
