using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Payments.Hosting.Cluster;

/// <summary>Section <c>Payments:Cluster</c>: the cluster of silos that a process belongs to, and how it is reached there.</summary>
public sealed class ClusterSettings
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Payments:Cluster";

    /// <summary>True makes a silo one of a cluster, without the API; false makes it the whole system in one process.</summary>
    public bool Enabled { get; init; }

    /// <summary>The service whose reminders and grain state these are: stays the same as long as the database.</summary>
    [Required] public string ServiceId { get; init; } = "payments";

    /// <summary>Silos and front ends with the same id find each other.</summary>
    [Required] public string ClusterId { get; init; } = "payments";

    /// <summary>What people call this silo. Unset: the machine's name and the silo's port.</summary>
    public string? SiloName { get; init; }

    /// <summary>Where other silos and front ends find this silo: an address, or a name that stands for one.</summary>
    [Required] public string Address { get; init; } = "127.0.0.1";

    /// <summary>Port where the other silos find it.</summary>
    [Range(1, 65_535)] public int SiloPort { get; init; } = 11_111;

    /// <summary>Port where front ends find it.</summary>
    [Range(1, 65_535)] public int GatewayPort { get; init; } = 30_000;

    /// <summary>Where it listens, when that is not where it is found. Unset: there and nowhere else.</summary>
    public ListenSettings? Listen { get; init; }

    /// <summary>Mutual TLS between all of them. Unset: none, for one machine or a network that encrypts by itself.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary>
    /// How long a silo that PostgreSQL does not answer stays while it answers another silo all the time; then it ends itself, so that
    /// its accounts become active elsewhere.
    /// </summary>
    public TimeSpan PostgresPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Reads the section, and has it checked when the host starts.</summary>
    public static ClusterSettings Read(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ClusterSettings>().Bind(configuration.GetSection(Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<ClusterSettings>, ClusterSettingsCheck>();
        return configuration.GetSection(Section).Get<ClusterSettings>() ?? new ClusterSettings();
    }
}

/// <summary>
/// Section <c>Payments:Cluster:Listen</c>: where a silo listens that is found elsewhere, behind address translation, mapped
/// ports or a proxy. What is unset is where it is found.
/// </summary>
public sealed class ListenSettings
{
    /// <summary>An address of this machine, a name that stands for one, or 0.0.0.0 or :: for all of them.</summary>
    public string? Address { get; init; }

    /// <summary>Port that leads to here from where the other silos find it.</summary>
    public int? SiloPort { get; init; }

    /// <summary>Port that leads to here from where front ends find it.</summary>
    public int? GatewayPort { get; init; }
}

/// <summary>Section <c>Payments:Cluster:Tls</c>: files in PEM format. What lies there later is taken up while the process runs.</summary>
public sealed class TlsSettings
{
    /// <summary>This process's certificate, and those between it and the authority. Good for server and client.</summary>
    public string CertificateFile { get; init; } = "";

    /// <summary>Its private key.</summary>
    public string KeyFile { get; init; } = "";

    /// <summary>The authority whose certificates are let in, and no other: a certificate of its own for each cluster.</summary>
    public string AuthorityFile { get; init; } = "";
}
