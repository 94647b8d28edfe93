using System.ComponentModel.DataAnnotations;
using Payments.Domain.Ledger;

namespace Payments.Api.Approvals;

/// <summary>Section <c>Payments:Approvals</c>: how long what takes two people waits for the second one.</summary>
public sealed record ApprovalOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Payments:Approvals";

    /// <summary>From asking to the expiry, by the database's clock: a second to 30 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan ValidFor { get; init; } = ApprovalState.ValidForDefault;
}
