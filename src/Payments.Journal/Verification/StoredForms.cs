using System.Text.Json;
using System.Text.Json.Nodes;

namespace Payments.Journal.Verification;

/// <summary>Compares values that were stored twice in different forms.</summary>
internal static class StoredForms
{
    /// <summary>Columns keep microseconds, texts all digits.</summary>
    internal static bool SameInstant(DateTimeOffset left, DateTimeOffset right) => (left - right).Duration() < TimeSpan.FromMicroseconds(1);

    /// <summary>The same for what may be missing: then in both.</summary>
    internal static bool SameInstant(DateTimeOffset? left, DateTimeOffset? right) =>
        left is { } one && right is { } other ? SameInstant(one, other) : left == right;

    /// <summary>jsonb orders members and forgets spaces.</summary>
    internal static bool SameJson(string? left, string? right)
    {
        if (left is null || right is null || left == right)
        {
            return left == right;
        }

        try
        {
            return JsonNode.DeepEquals(JsonNode.Parse(left), JsonNode.Parse(right));
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return false;
        }
    }
}
