using YamlDotNet.Serialization;

namespace Payments.Deploy.Tests.Containers;

/// <summary>
/// What docker-compose.yml may say: the members that it uses, with the types of the Compose specification. One that is to be used for
/// the first time is looked up there and added.
/// </summary>
internal sealed record ComposeSchema
{
    public required Dictionary<string, Service> Services { get; init; }

    public Dictionary<string, Network>? Networks { get; init; }

    public Dictionary<string, Volume>? Volumes { get; init; }

    /// <summary>Fragments are judged where they are merged.</summary>
    [YamlMember(Alias = "x-hardened", ApplyNamingConventions = false)]
    public object? Hardened { get; init; }

    [YamlMember(Alias = "x-payments", ApplyNamingConventions = false)]
    public object? Payments { get; init; }

    [YamlMember(Alias = "x-environment", ApplyNamingConventions = false)]
    public object? Environment { get; init; }

    [YamlMember(Alias = "x-front-end-environment", ApplyNamingConventions = false)]
    public object? FrontEndEnvironment { get; init; }

    [YamlMember(Alias = "x-versions", ApplyNamingConventions = false)]
    public object? Versions { get; init; }

    [YamlMember(Alias = "x-silo", ApplyNamingConventions = false)]
    public object? Silo { get; init; }

    [YamlMember(Alias = "x-front-end", ApplyNamingConventions = false)]
    public object? FrontEnd { get; init; }

    [YamlMember(Alias = "x-postgres", ApplyNamingConventions = false)]
    public object? Postgres { get; init; }

    internal sealed record Network
    {
        public AddressManagement? Ipam { get; init; }
    }

    internal sealed record AddressManagement
    {
        public List<Pool>? Config { get; init; }
    }

    internal sealed record Pool
    {
        public string? Subnet { get; init; }

        public string? IpRange { get; init; }
    }

    internal sealed record Volume;
}
