using System.Text.Json;
using Payments.Api.Json;
using Payments.Domain.Ids;
using Payments.Domain.Ledger;

namespace Payments.Api.Approvals;

/// <summary>Writes an approval as clients see it.</summary>
internal static class ApprovalAnswer
{
    /// <summary>All statuses, as clients write them.</summary>
    public static readonly string[] Statuses = [.. Enum.GetValues<ApprovalStatus>().Select(NameOf)];

    /// <summary>Writes the approval.</summary>
    public static void Write(Utf8JsonWriter json, ApprovalState approval)
    {
        json.WriteStartObject();
        json.WriteId("id"u8, PublicId.Approval, approval.Id);
        json.WriteString("object"u8, "approval"u8);
        json.WriteString("action"u8, "transfer.reverse"u8);
        json.WriteId("transfer"u8, PublicId.Transfer, approval.TransferId);
        json.WriteString("status"u8, NameOf(approval.Status));
        json.WriteOptional("description"u8, approval.Description);
        json.WriteString("requested_by"u8, approval.RequestedBy);
        json.WriteTime("requested_at"u8, approval.RequestedAt);
        json.WriteOptionalTime("expires_at"u8, approval.ExpiresAt);
        json.WriteOptional("decided_by"u8, approval.DecidedBy);
        json.WriteOptionalTime("decided_at"u8, approval.DecidedAt);
        json.WriteOptional("reversal"u8, approval.ReversalId is { } entry ? PublicId.Format(PublicId.Entry, entry) : null);
        json.WriteEndObject();
    }

    /// <summary>The status of a word.</summary>
    public static ApprovalStatus StatusOf(string word) => Enum.GetValues<ApprovalStatus>().First(status => NameOf(status) == word);

    private static string NameOf(ApprovalStatus status) => status.ToString().ToLowerInvariant();
}
