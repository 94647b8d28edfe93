using System.ComponentModel.DataAnnotations;

namespace Payments.Api.Dashboard;

/// <summary>Section <c>Payments:Dashboard</c>: how administrators come to the dashboard with a browser.</summary>
public sealed record DashboardOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Payments:Dashboard";

    /// <summary>Minutes after which a browser has to show its token again.</summary>
    [Range(1, 60)]
    public int SessionMinutes { get; init; } = 15;

    /// <summary>
    /// At least 32 bytes in Base64 that all front ends share, so that each honours a session that another one began. Without
    /// it every process makes a key of its own. A secret.
    /// </summary>
    [MinLength(44)]
    public string? SessionKey { get; init; }
}
