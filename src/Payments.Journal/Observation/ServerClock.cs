using System.Globalization;
using Npgsql;

namespace Payments.Journal.Observation;

/// <summary>PostgreSQL's clock, which is the one that all processes share.</summary>
public static class ServerClock
{
    /// <summary>
    /// By how much this process's clock is certainly ahead of the server's, negative when it is behind. The server has looked at its clock
    /// at some moment between question and answer: what that leaves open counts as no difference.
    /// </summary>
    /// <exception cref="NpgsqlException">The server does not answer.</exception>
    public static async Task<TimeSpan> OffsetAsync(NpgsqlDataSource connections, TimeProvider clock, CancellationToken cancellation)
    {
        await using var session = await connections.OpenConnectionAsync(cancellation);
        await using var command = new NpgsqlCommand("SELECT clock_timestamp()", session);
        var asked = clock.GetUtcNow().UtcDateTime;
        var server = (DateTime)(await command.ExecuteScalarAsync(cancellation))!;
        var answered = clock.GetUtcNow().UtcDateTime;
        return asked > server ? asked - server : answered < server ? answered - server : TimeSpan.Zero;
    }

    /// <summary>Sees to it that the two clocks agree.</summary>
    /// <exception cref="InvalidOperationException">They are further apart than <paramref name="max"/>.</exception>
    /// <exception cref="NpgsqlException">The server does not answer.</exception>
    public static async Task RequireAgreementAsync(
        NpgsqlDataSource connections, TimeProvider clock, TimeSpan max, CancellationToken cancellation)
    {
        var offset = await OffsetAsync(connections, clock, cancellation);
        if (offset.Duration() > max)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"this machine's clock is {offset.Duration().TotalSeconds:0.0} s {(offset < TimeSpan.Zero ? "behind" : "ahead of")} PostgreSQL's; "
                + $"they have to agree to {max.TotalSeconds:0.#} s (NTP)"));
        }
    }
}
