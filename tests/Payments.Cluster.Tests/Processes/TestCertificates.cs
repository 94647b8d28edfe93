using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Payments.Cluster.Tests.Processes;

/// <summary>An authority with one certificate for the processes of a cluster, and another authority that they do not know.</summary>
public sealed class TestCertificates : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("payments-tls-");

    public TestCertificates()
    {
        using var authority = MakeAuthority();
        Member = Issue(authority);
        File.WriteAllText(AuthorityFile, authority.ExportCertificatePem());
        File.WriteAllText(CertificateFile, Member.ExportCertificatePem());
        using var key = Member.GetECDsaPrivateKey()!;
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
        using var other = MakeAuthority();
        Stranger = Issue(other);
    }

    public string AuthorityFile => Path.Combine(_directory.FullName, "authority.pem");

    public string CertificateFile => Path.Combine(_directory.FullName, "certificate.pem");

    public string KeyFile => Path.Combine(_directory.FullName, "key.pem");

    /// <summary>What the cluster's processes show.</summary>
    public X509Certificate2 Member { get; }

    /// <summary>As good a certificate, of another authority with the same name.</summary>
    public X509Certificate2 Stranger { get; }

    public void Dispose()
    {
        Member.Dispose();
        Stranger.Dispose();
        _directory.Delete(recursive: true);
    }

    private static X509Certificate2 MakeAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test cluster", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=silo", key, HashAlgorithmName.SHA256);
        // Server and client, by RFC 5280.
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        using var certificate = request.Create(authority, authority.NotBefore, authority.NotAfter, RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }
}
