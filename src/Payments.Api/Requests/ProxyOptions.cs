namespace Payments.Api.Requests;

/// <summary>Section <c>Payments:Proxies</c>: whose word about the client's address is taken.</summary>
public sealed record ProxyOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Payments:Proxies";

    /// <summary>Networks in CIDR form whose <c>X-Forwarded-For</c> is believed; with none it is ignored.</summary>
    public IReadOnlyList<string> Trusted { get; init; } = [];
}
