using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Payments.Cluster.Tests.Processes;

/// <summary>With mutual TLS, silos and front ends work together, and nobody else gets in.</summary>
public sealed class TlsTests(TlsCluster cluster) : IClassFixture<TlsCluster>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RenewalMax = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Payments_go_through_a_cluster_with_certificates()
    {
        var wallets = await Wallet.OpenAsync(cluster, 8);

        await Task.WhenAll(wallets.Select(wallet => wallet.PayOnceAsync(0)));

        Assert.All(wallets, wallet => Assert.Equal(1, wallet.PaidCount));
        Assert.Equal(2, await cluster.ActiveSilosAsync());
    }

    [Fact]
    public async Task Silos_that_listen_elsewhere_than_they_are_found_work_together()
    {
        var wallets = await Wallet.OpenAsync(cluster, 8);

        await Task.WhenAll(wallets.Select(wallet => wallet.PayOnceAsync(0)));

        Assert.True(await cluster.AreFoundAtTheirDoorsAsync());
        Assert.All(cluster.Passed, passed => Assert.True(passed.Gateway > 0, "no front end has come in"));
        Assert.True(cluster.Passed.Sum(passed => passed.Silo) > 0, "the silos have not spoken to each other");
    }

    [Fact]
    public async Task Renewed_certificates_are_taken_up_and_new_connections_are_made_with_them()
    {
        var wallets = await Wallet.OpenAsync(cluster, 8);
        await Task.WhenAll(wallets.Select(wallet => wallet.PayOnceAsync(0)));
        cluster.Certificates.Renew();

        await Waiting.UntilAsync(
            async () => await ShownByAsync(cluster.GatewayPort) == cluster.Certificates.Serial, RenewalMax, "the new certificate is shown");
        cluster.CutAll();
        await Task.WhenAll(wallets.Select(wallet => wallet.PayOnceAsync(0)));

        Assert.All(cluster.Silos, silo => Assert.True(silo.IsRunning, silo.Output));
    }

    [Fact]
    public async Task Silos_and_front_ends_tell_how_long_their_certificate_is_good()
    {
        foreach (var process in cluster.Silos.Select(silo => silo.Address).Append(cluster.Clients[0].BaseAddress!))
        {
            using var client = new HttpClient();
            var page = await client.GetStringAsync(new Uri(process, "/metrics"));

            var sample = page.Split('\n').Single(line => line.StartsWith("payments_cluster_certificate_remaining_seconds ", StringComparison.Ordinal));
            Assert.InRange(double.Parse(sample.Split(' ')[1], CultureInfo.InvariantCulture), 1, 86_400);
        }
    }

    [Fact]
    public async Task A_connection_with_a_certificate_of_the_cluster_is_let_in() =>
        Assert.True(await IsLetInAsync([cluster.Certificates.Member]));

    [Fact]
    public async Task A_connection_without_a_certificate_is_refused() => Assert.False(await IsLetInAsync([]));

    [Fact]
    public async Task A_connection_with_a_certificate_of_another_authority_is_refused() =>
        Assert.False(await IsLetInAsync([cluster.Certificates.Stranger]));

    [Fact]
    public async Task A_connection_without_TLS_is_closed()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, cluster.GatewayPort);
        await client.GetStream().WriteAsync(new byte[64]);

        Assert.False(await StaysOpenAsync(client.GetStream()));
    }

    /// <summary>
    /// In TLS 1.3 the client is through before the server has looked at its certificate: what tells is whether the silo
    /// then waits for what the client has to say, or closes the connection.
    /// </summary>
    private async Task<bool> IsLetInAsync(X509CertificateCollection certificates)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, cluster.GatewayPort);
        await using var tls = new SslStream(client.GetStream());
        try
        {
            await tls.AuthenticateAsClientAsync(Showing(certificates));
        }
        catch (Exception refusal) when (refusal is IOException or AuthenticationException)
        {
            return false;
        }

        return await StaysOpenAsync(tls);
    }

    private static SslClientAuthenticationOptions Showing(X509CertificateCollection certificates) => new()
    {
        TargetHost = "silo",
        ClientCertificates = certificates,
        RemoteCertificateValidationCallback = (_, silo, _, _) => silo?.Subject == "CN=silo",
    };

    /// <summary>The serial number of the certificate that a silo shows.</summary>
    private async Task<string?> ShownByAsync(int gateway)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, gateway);
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(Showing([cluster.Certificates.Member]));
        return (tls.RemoteCertificate as X509Certificate2)?.SerialNumber;
    }

    private static async Task<bool> StaysOpenAsync(Stream stream)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            return await stream.ReadAsync(new byte[1], limit.Token) > 0;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
