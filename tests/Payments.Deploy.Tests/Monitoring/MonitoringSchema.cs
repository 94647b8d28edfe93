namespace Payments.Deploy.Tests.Monitoring;

/// <summary>What the rules of Prometheus may say.</summary>
internal sealed record RuleFile
{
    public required List<RuleGroup> Groups { get; init; }

    internal sealed record RuleGroup
    {
        public required string Name { get; init; }

        public required List<Rule> Rules { get; init; }
    }

    internal sealed record Rule
    {
        public required string Alert { get; init; }

        public required string Expr { get; init; }

        public string? For { get; init; }

        public required Dictionary<string, string> Labels { get; init; }

        public required Dictionary<string, string> Annotations { get; init; }
    }
}

/// <summary>What the configuration of Prometheus may say.</summary>
internal sealed record ScrapeFile
{
    public GlobalOptions? Global { get; init; }

    public required List<string> RuleFiles { get; init; }

    public required List<Job> ScrapeConfigs { get; init; }

    internal sealed record GlobalOptions
    {
        public string? ScrapeInterval { get; init; }

        public string? EvaluationInterval { get; init; }
    }

    internal sealed record Job
    {
        public required string JobName { get; init; }

        public required List<TargetGroup> StaticConfigs { get; init; }
    }

    internal sealed record TargetGroup
    {
        public required List<string> Targets { get; init; }
    }
}
