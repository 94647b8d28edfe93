using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Payments.Hosting;

/// <summary>Section <c>Payments</c>: what a process, silo or front end, needs to know to start.</summary>
public sealed class ProcessOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Payments";

    /// <summary>Npgsql connection string of the journal's database.</summary>
    [Required(ErrorMessage = "Payments:Postgres is missing: the connection string of the journal's database")]
    public string Postgres { get; init; } = "";

    /// <summary>Address to listen on. Loopback unless something in front of it ends TLS.</summary>
    public string Listen { get; init; } = "127.0.0.1";

    /// <summary>Port of the HTTP API; of a silo in a cluster, the port of its health and measurements.</summary>
    [Range(1, 65_535)] public int Port { get; init; } = 8080;

    /// <summary>Folder for what the process keeps beside the database: the demo's keys.</summary>
    public string DataDirectory { get; init; } = ".data";

    /// <summary>
    /// True makes the demo's users, merchant, accounts and tokens. Unset means: when no issuer of tokens is configured, so
    /// that a production configuration never gets it.
    /// </summary>
    public bool? Demo { get; init; }

    /// <summary>Reads the section, and has it checked when the host starts.</summary>
    public static ProcessOptions Read(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ProcessOptions>().Bind(configuration.GetSection(Section)).ValidateDataAnnotations().ValidateOnStart();
        return configuration.GetSection(Section).Get<ProcessOptions>() ?? new ProcessOptions();
    }
}
