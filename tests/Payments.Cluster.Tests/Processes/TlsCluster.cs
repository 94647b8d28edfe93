namespace Payments.Cluster.Tests.Processes;

/// <summary>Two silos and a front end that trust each other by certificates.</summary>
public sealed class TlsCluster : TestCluster
{
    public TestCertificates Certificates { get; } = new();

    protected override int SilosWanted => 2;

    protected override int FrontEndsWanted => 1;

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Payments:Cluster:Tls:CertificateFile"] = Certificates.CertificateFile,
        ["Payments:Cluster:Tls:KeyFile"] = Certificates.KeyFile,
        ["Payments:Cluster:Tls:AuthorityFile"] = Certificates.AuthorityFile,
    };
}
