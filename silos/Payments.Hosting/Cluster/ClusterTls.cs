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
    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2Collection _authorities = [];

    /// <summary>Reads the files.</summary>
    public ClusterTls(TlsSettings settings)
    {
        using var pem = X509Certificate2.CreateFromPemFile(settings.CertificateFile, settings.KeyFile);
        // Through PKCS #12: not every platform's TLS takes a key that lives in memory alone.
        _certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null);
        _authorities.ImportFromPemFile(settings.AuthorityFile);
    }

    /// <summary>Sets up silos' and clients' connections.</summary>
    public void Configure(TlsOptions options)
    {
        options.LocalCertificate = _certificate;
        options.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        options.RemoteCertificateValidation = IsOfTheCluster;
        options.OnAuthenticateAsClient = (_, authentication) => authentication.TargetHost = "silo";
    }

    private bool IsOfTheCluster(X509Certificate2? certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (presented is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(presented.ChainPolicy.ExtraStore);
        }

        return chain.Build(certificate);
    }
}
#endif
