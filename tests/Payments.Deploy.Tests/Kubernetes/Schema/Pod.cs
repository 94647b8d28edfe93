namespace Payments.Deploy.Tests.Kubernetes.Schema;

internal sealed record Pod
{
    public string? ServiceAccountName { get; init; }

    public bool? AutomountServiceAccountToken { get; init; }

    public long? TerminationGracePeriodSeconds { get; init; }

    public List<TopologySpread>? TopologySpreadConstraints { get; init; }

    public PodSecurity? SecurityContext { get; init; }

    public required List<Container> Containers { get; init; }

    public List<Volume>? Volumes { get; init; }

    internal enum Unsatisfiable
    {
        DoNotSchedule,
        ScheduleAnyway,
    }

    internal enum Seccomp
    {
        RuntimeDefault,
        Unconfined,
        Localhost,
    }

    internal sealed record TopologySpread
    {
        public required int MaxSkew { get; init; }

        public required string TopologyKey { get; init; }

        public required Unsatisfiable WhenUnsatisfiable { get; init; }

        public LabelSelector? LabelSelector { get; init; }
    }

    internal sealed record PodSecurity
    {
        public bool? RunAsNonRoot { get; init; }

        public long? RunAsUser { get; init; }

        public long? RunAsGroup { get; init; }

        public long? FsGroup { get; init; }

        public SeccompProfile? SeccompProfile { get; init; }
    }

    internal sealed record SeccompProfile
    {
        public required Seccomp Type { get; init; }
    }

    internal sealed record Volume
    {
        public required string Name { get; init; }

        public EmptyDirectory? EmptyDir { get; init; }

        public SecretVolume? Secret { get; init; }
    }

    internal sealed record EmptyDirectory
    {
        public string? Medium { get; init; }

        public string? SizeLimit { get; init; }
    }

    internal sealed record SecretVolume
    {
        public required string SecretName { get; init; }

        public int? DefaultMode { get; init; }
    }
}
