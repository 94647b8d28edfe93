using System.Net;
using Microsoft.Extensions.Options;

namespace Payments.Hosting.Cluster;

/// <summary>Whether a silo can listen and be found as its settings say. What is wrong is told by the setting's name.</summary>
internal sealed class ClusterSettingsCheck : IValidateOptions<ClusterSettings>
{
    private static readonly TimeSpan PostgresPatienceMin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PostgresPatienceMax = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ClusterSettings settings)
    {
        var wrong = Wrong(settings).Select(fault => $"{ClusterSettings.Section}:{fault}").ToList();
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private static IEnumerable<string> Wrong(ClusterSettings settings)
    {
        var listen = settings.Listen ?? new ListenSettings();
        if (IsEverywhere(settings.Address))
        {
            yield return $"Address is {settings.Address}, where nobody can be found; to listen on all addresses set Listen:Address";
        }

        if (!IsAddressOrName(settings.Address))
        {
            yield return $"Address is '{settings.Address}', neither an address nor a name";
        }

        if (listen.Address is { } address && !IsAddressOrName(address))
        {
            yield return $"Listen:Address is '{address}', neither an address nor a name";
        }

        foreach (var (port, value) in new[] { ("SiloPort", listen.SiloPort), ("GatewayPort", listen.GatewayPort) })
        {
            if (value is < 1 or > ushort.MaxValue)
            {
                yield return $"Listen:{port} is {value}, not a port from 1 to {ushort.MaxValue}";
            }
        }

        if (settings.PostgresPatience < PostgresPatienceMin || settings.PostgresPatience > PostgresPatienceMax)
        {
            yield return $"PostgresPatience is {settings.PostgresPatience}, not from {PostgresPatienceMin} to {PostgresPatienceMax}";
        }

        if (settings.SiloPort == settings.GatewayPort)
        {
            yield return $"SiloPort and GatewayPort are both {settings.SiloPort}: silos and front ends find a silo at different ports";
        }

        var (siloPort, gatewayPort) = (listen.SiloPort ?? settings.SiloPort, listen.GatewayPort ?? settings.GatewayPort);
        if (siloPort == gatewayPort && settings.SiloPort != settings.GatewayPort)
        {
            yield return $"Listen: the silo would listen on port {siloPort} both for silos and for front ends";
        }
    }

    private static bool IsEverywhere(string text) =>
        IPAddress.TryParse(text, out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));

    private static bool IsAddressOrName(string text) => Uri.CheckHostName(text) != UriHostNameType.Unknown;
}
