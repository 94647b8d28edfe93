using System.ComponentModel.DataAnnotations;

namespace Payments.Api.Limits;

/// <summary>Section <c>Payments:Limits</c>: how much one caller, one address and all together may ask for.</summary>
public sealed record LimitOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Payments:Limits";

    /// <summary>Requests per second of one API key's merchant or one token's subject; twice as many at once.</summary>
    [Range(1, 10_000_000)]
    public int PerKeyPerSecond { get; init; } = 2_000;

    /// <summary>Requests per second of one network address (an IPv6 /64); twice as many at once.</summary>
    [Range(1, 10_000_000)]
    public int PerAddressPerSecond { get; init; } = 5_000;

    /// <summary>Refused credentials per minute of one network address; then its unknown credentials are not looked at.</summary>
    [Range(1, 1_000_000)]
    public int FailedAuthenticationsPerMinute { get; init; } = 60;

    /// <summary>Requests in work at a time; more are turned away before they queue up.</summary>
    [Range(1, 1_000_000)]
    public int InFlight { get; init; } = 8_192;

    /// <summary>Callers and addresses that are counted at a time, each; those over it share one bucket.</summary>
    [Range(16, 10_000_000)]
    public int BucketsMax { get; init; } = 100_000;

    /// <summary>Open connections.</summary>
    [Range(1, 1_000_000)]
    public int Connections { get; init; } = 10_000;

    /// <summary>Open connections of one network address (an IPv6 /64); more are closed at once.</summary>
    [Range(1, 1_000_000)]
    public int ConnectionsPerAddress { get; init; } = 2_000;

    /// <summary>How long the headers of a request may take to come.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan HeadersWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a body may come slowly or not at all. Kestrel looks once a second, so it is longer than that.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:05:00")]
    public TimeSpan SlowBodyFor { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Open connections that receive the events stream.</summary>
    [Range(0, 1_000_000)]
    public int EventStreams { get; init; } = 256;
}
