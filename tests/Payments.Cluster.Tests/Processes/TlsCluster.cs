using System.Globalization;
using Payments.Proxies;

namespace Payments.Cluster.Tests.Processes;

/// <summary>
/// Two silos and a front end that trust each other by certificates. The silos listen elsewhere than they are found: at an
/// address and ports that nobody is told, behind ports that lead there.
/// </summary>
public sealed class TlsCluster : TestCluster
{
    private const string Inside = "127.0.0.2";
    private readonly List<(TcpProxy Silo, TcpProxy Gateway)> _doors = [];

    public TestCertificates Certificates { get; } = new();

    protected override int SilosWanted => 2;

    protected override int FrontEndsWanted => 1;

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Payments:Cluster:Tls:CertificateFile"] = Certificates.CertificateFile,
        ["Payments:Cluster:Tls:KeyFile"] = Certificates.KeyFile,
        ["Payments:Cluster:Tls:AuthorityFile"] = Certificates.AuthorityFile,
    };

    /// <summary>What has come through the doors of each silo: from the other silo, and from front ends.</summary>
    internal IReadOnlyList<(long Silo, long Gateway)> Passed => [.. _doors.Select(door => (door.Silo.Passed, door.Gateway.Passed))];

    /// <summary>Whether the cluster's table tells the doors, and nothing else, of each silo.</summary>
    internal async Task<bool> AreFoundAtTheirDoorsAsync()
    {
        var found = await Task.WhenAll(_doors.Select(door => ActiveAtAsync(door.Silo.Port, door.Gateway.Port)));
        return found.All(count => count == 1);
    }

    /// <summary>Closes every connection between its processes.</summary>
    internal void CutAll()
    {
        foreach (var (silo, gateway) in _doors)
        {
            silo.Cut();
            gateway.Cut();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var (silo, gateway) in _doors)
        {
            await silo.DisposeAsync();
            await gateway.DisposeAsync();
        }

        Certificates.Dispose();
    }

    protected override Dictionary<string, string> SiloSettings(string name)
    {
        var settings = base.SiloSettings(name);
        settings["Payments:Cluster:Listen:Address"] = Inside;
        _doors.Add((Door(settings, "SiloPort"), Door(settings, "GatewayPort")));
        return settings;
    }

    private static TcpProxy Door(Dictionary<string, string> settings, string port)
    {
        var listens = settings[$"Payments:Cluster:{port}"];
        var door = new TcpProxy(Inside, int.Parse(listens, CultureInfo.InvariantCulture));
        settings[$"Payments:Cluster:Listen:{port}"] = listens;
        settings[$"Payments:Cluster:{port}"] = door.Port.ToString(CultureInfo.InvariantCulture);
        return door;
    }
}
