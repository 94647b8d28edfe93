using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Payments.Api.Idempotency;

/// <summary>How long a client wants to wait for its answer: <c>Prefer: wait=n</c> seconds (RFC 7240).</summary>
internal static class PreferWait
{
    /// <summary>Without a wish.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(10);

    /// <summary>The longest.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Reads the header. RFC 7240 asks to ignore what cannot be read.</summary>
    public static TimeSpan Of(StringValues header)
    {
        if (header.Count == 0)
        {
            return Default;
        }

        foreach (var preference in header.SelectMany(line => line?.Split([',', ';']) ?? []))
        {
            var parts = preference.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts is [var name, var value] && name.Equals("wait", StringComparison.OrdinalIgnoreCase)
                && uint.TryParse(value.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            {
                return seconds < Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : Longest;
            }
        }

        return Default;
    }
}
