#if ORLEANS
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Orleans.Connections.Security;

namespace Payments.Hosting.Cluster;

/// <summary>
/// Mutual TLS: both ends of a connection show a certificate of the cluster's own authority. Who may join a cluster may move
/// money, so it is the authority that counts, not the name of a machine.
/// </summary>
public sealed class ClusterTls
{
    private readonly TlsSettings _settings;
    private volatile ClusterCertificate _current;

    /// <summary>Reads the files.</summary>
    /// <exception cref="IOException">One of them cannot be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">One of them is not what it should be.</exception>
    public ClusterTls(TlsSettings settings) => (_settings, _current) = (settings, ClusterCertificate.Read(settings, before: null));

    /// <summary>When what this process shows is over: nobody makes a connection with it after that.</summary>
    public DateTimeOffset EndsAt => _current.EndsAt;

    /// <summary>Reads the files again: connections that are made from now on are made with what is in them.</summary>
    /// <returns>Whether they have changed.</returns>
    /// <exception cref="IOException">One of them cannot be read; everything stays as it was.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">One of them is not what it should be; everything stays as it was.</exception>
    public bool Reload()
    {
        var before = _current;
        _current = ClusterCertificate.Read(_settings, before);
        return !ReferenceEquals(before, _current);
    }

    /// <summary>Sets up silos' and clients' connections.</summary>
    public void Configure(TlsOptions options)
    {
        // Asked for at the start, and then put aside for each connection by what is current.
        options.LocalCertificate = _current.Shown.TargetCertificate;
        options.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        options.RemoteCertificateValidation = IsOfTheCluster;
        options.OnAuthenticateAsServer = (_, authentication) =>
        {
            var ssl = (SslServerAuthenticationOptions)authentication.SslServerAuthenticationOptions;
            (ssl.ServerCertificateSelectionCallback, ssl.ServerCertificateContext) = (null, _current.Shown);
        };
        options.OnAuthenticateAsClient = (_, authentication) =>
        {
            var ssl = (SslClientAuthenticationOptions)authentication.SslClientAuthenticationOptions;
            (ssl.ClientCertificates, ssl.ClientCertificateContext) = (null, _current.Shown);
            ssl.TargetHost = "silo";
        };
    }

    private bool IsOfTheCluster(X509Certificate2? certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_current.Authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (presented is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(presented.ChainPolicy.ExtraStore);
        }

        return chain.Build(certificate);
    }
}
#endif
