using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Payments.Cluster.Tests.Processes;

/// <summary>An authority with one certificate for the processes of a cluster, and another authority that they do not know.</summary>
public sealed class TestCertificates : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("payments-tls-");

    private readonly X509Certificate2 _authority = MakeAuthority();

    public TestCertificates()
    {
        Member = Issue(_authority);
        File.WriteAllText(AuthorityFile, _authority.ExportCertificatePem());
        Renew();
        using var other = MakeAuthority();
        Stranger = Issue(other);
    }

    public string AuthorityFile => Path.Combine(_directory.FullName, "authority.pem");

    public string CertificateFile => Path.Combine(_directory.FullName, "certificate.pem");

    public string KeyFile => Path.Combine(_directory.FullName, "key.pem");

    /// <summary>A certificate from the authority itself.</summary>
    public X509Certificate2 Member { get; }

    /// <summary>The serial number of what the cluster's processes are to show.</summary>
    public string Serial { get; private set; } = "";

    /// <summary>As good a certificate, of another authority with the same name.</summary>
    public X509Certificate2 Stranger { get; }

    /// <summary>Writes what the cluster's processes show: another certificate each time, from somebody between it and the authority.</summary>
    public void Renew()
    {
        using var between = MakeIssuer("CN=Test issuer", _authority);
        using var shown = Issue(between);
        using var key = shown.GetECDsaPrivateKey()!;
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(CertificateFile, $"{shown.ExportCertificatePem()}\n{between.ExportCertificatePem()}\n");
        Serial = shown.SerialNumber;
    }

    public void Dispose()
    {
        _authority.Dispose();
        Member.Dispose();
        Stranger.Dispose();
        _directory.Delete(recursive: true);
    }

    private static X509Certificate2 MakeAuthority() => MakeIssuer("CN=Test cluster", by: null);

    /// <summary>Somebody who issues certificates: by himself, or by another one's leave.</summary>
    private static X509Certificate2 MakeIssuer(string name, X509Certificate2? by)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        if (by is null)
        {
            return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        }

        using var certificate = request.Create(by, by.NotBefore, by.NotAfter, RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
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
