using YamlDotNet.Serialization;

namespace Payments.Deploy.Tests.Containers;

/// <summary>A service of docker-compose.yml.</summary>
internal sealed record Service
{
    public required string Image { get; init; }

    public BuildOptions? Build { get; init; }

    public List<string>? Profiles { get; init; }

    public string? User { get; init; }

    public bool? ReadOnly { get; init; }

    public List<string>? CapDrop { get; init; }

    public List<string>? SecurityOpt { get; init; }

    public required string Restart { get; init; }

    public LoggingOptions? Logging { get; init; }

    public List<string>? Tmpfs { get; init; }

    /// <summary>A list of names, or names with addresses.</summary>
    public object? Networks { get; init; }

    public string? NetworkMode { get; init; }

    public Dictionary<string, Dependency>? DependsOn { get; init; }

    public string? StopGracePeriod { get; init; }

    [YamlMember(Alias = "healthcheck", ApplyNamingConventions = false)]
    public HealthCheck? HealthCheck { get; init; }

    public Dictionary<string, string>? Environment { get; init; }

    public List<string>? Ports { get; init; }

    public List<string>? Volumes { get; init; }

    public List<string>? Entrypoint { get; init; }

    public List<string>? Command { get; init; }

    public string? ShmSize { get; init; }
}

internal sealed record BuildOptions
{
    public required string Context { get; init; }

    public required string Dockerfile { get; init; }

    public Dictionary<string, string>? Args { get; init; }
}

internal sealed record LoggingOptions
{
    public required string Driver { get; init; }

    public Dictionary<string, string>? Options { get; init; }
}

internal sealed record Dependency
{
    public required string Condition { get; init; }
}

internal sealed record HealthCheck
{
    public required List<string> Test { get; init; }

    public string? Interval { get; init; }

    public string? Timeout { get; init; }

    public int? Retries { get; init; }

    public string? StartPeriod { get; init; }
}
