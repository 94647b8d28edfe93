using System.ComponentModel.DataAnnotations;

namespace Payments.Silo.Operations;

/// <summary>Section <c>Payments:Drain</c>: how a silo hands over.</summary>
public sealed class DrainOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Payments:Drain";

    /// <summary>How long a draining process goes on serving while it says that it is not ready: longer than load balancers take to notice.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Notice { get; init; } = TimeSpan.FromSeconds(5);
}
