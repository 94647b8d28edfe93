namespace Payments.Api.Requests;

/// <summary>Section <c>Payments:Monitoring</c>: who may scrape <c>/metrics</c> from another machine without a credential.</summary>
public sealed record MonitoringOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Payments:Monitoring";

    /// <summary>
    /// Networks in CIDR form that count as this machine for <c>/metrics</c> and the API's description, when the request has
    /// come without a proxy. What is shown holds no secret and no customer's data, but the whole platform's business in numbers.
    /// </summary>
    public IReadOnlyList<string> Networks { get; init; } = [];
}
