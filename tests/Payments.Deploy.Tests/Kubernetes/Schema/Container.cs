namespace Payments.Deploy.Tests.Kubernetes.Schema;

internal sealed record Container
{
    public required string Name { get; init; }

    public required string Image { get; init; }

    public List<Port>? Ports { get; init; }

    public List<VariableSource>? EnvFrom { get; init; }

    public List<Variable>? Env { get; init; }

    public Probe? StartupProbe { get; init; }

    public Probe? LivenessProbe { get; init; }

    public Probe? ReadinessProbe { get; init; }

    public Hooks? Lifecycle { get; init; }

    public Requirements? Resources { get; init; }

    public ContainerSecurity? SecurityContext { get; init; }

    public List<VolumeMount>? VolumeMounts { get; init; }

    internal sealed record Port
    {
        public string? Name { get; init; }

        public required int ContainerPort { get; init; }
    }

    internal sealed record Requirements
    {
        public Dictionary<string, string>? Requests { get; init; }

        public Dictionary<string, string>? Limits { get; init; }
    }

    internal sealed record ContainerSecurity
    {
        public bool? AllowPrivilegeEscalation { get; init; }

        public bool? ReadOnlyRootFilesystem { get; init; }

        public Capabilities? Capabilities { get; init; }
    }

    internal sealed record Capabilities
    {
        public List<string>? Drop { get; init; }
    }

    internal sealed record VolumeMount
    {
        public required string Name { get; init; }

        public required string MountPath { get; init; }

        public bool? ReadOnly { get; init; }
    }
}
