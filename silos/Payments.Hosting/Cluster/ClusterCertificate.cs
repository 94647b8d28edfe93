#if ORLEANS
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Payments.Hosting.Cluster;

/// <summary>What one reading of the files of <see cref="TlsSettings"/> has given: what a process shows, and whom it lets in.</summary>
internal sealed class ClusterCertificate
{
    private readonly byte[] _fingerprint;

    private ClusterCertificate(byte[] fingerprint, X509Certificate2Collection shown, string key, X509Certificate2Collection authorities)
    {
        _fingerprint = fingerprint;
        using var pem = X509Certificate2.CreateFromPem(shown[0].ExportCertificatePem(), key);
        // Through PKCS #12: not every platform's TLS takes a key that lives in memory alone.
        var own = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null);
        shown.RemoveAt(0);
        // The certificates between this one and the authority go along: a peer knows the authority alone.
        Shown = SslStreamCertificateContext.Create(own, shown, offline: true);
        Authorities = authorities;
    }

    /// <summary>The process's own certificate with its key, and the ones between it and the authority.</summary>
    internal SslStreamCertificateContext Shown { get; }

    /// <summary>Whose certificates are let in.</summary>
    internal X509Certificate2Collection Authorities { get; }

    /// <summary>When the first of what is shown is over.</summary>
    internal DateTimeOffset EndsAt =>
        Shown.IntermediateCertificates.Append(Shown.TargetCertificate).Min(certificate => new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));

    /// <summary>Reads the files.</summary>
    /// <param name="settings">Where they are.</param>
    /// <param name="before">What an earlier reading gave: given back when the files have not changed.</param>
    /// <exception cref="IOException">One of them cannot be read.</exception>
    /// <exception cref="CryptographicException">One of them is not what it should be, or the key is another certificate's.</exception>
    internal static ClusterCertificate Read(TlsSettings settings, ClusterCertificate? before)
    {
        var (certificates, key, authority) = (
            Text(settings.CertificateFile, nameof(settings.CertificateFile)), Text(settings.KeyFile, nameof(settings.KeyFile)),
            Text(settings.AuthorityFile, nameof(settings.AuthorityFile)));
        // By content: where the files are links, as in Kubernetes, their times say nothing.
        var fingerprint = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{certificates}\0{key}\0{authority}"));
        return before is not null && fingerprint.AsSpan().SequenceEqual(before._fingerprint)
            ? before
            : new ClusterCertificate(
                fingerprint, Certificates(certificates, nameof(settings.CertificateFile)), key, Certificates(authority, nameof(settings.AuthorityFile)));
    }

    private static string Text(string file, string setting)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new IOException($"{ClusterSettings.Section}:Tls:{setting} cannot be read: {fault.Message}", fault);
        }
    }

    private static X509Certificate2Collection Certificates(string pem, string setting)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pem);
        return certificates.Count > 0
            ? certificates
            : throw new CryptographicException($"{ClusterSettings.Section}:Tls:{setting} has no certificate in PEM format");
    }
}
#endif
