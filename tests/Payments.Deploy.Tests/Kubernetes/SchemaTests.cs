using Payments.Deploy.Tests.Kubernetes.Schema;
using YamlDotNet.Core;
using YamlDotNet.Serialization.NamingConventions;

namespace Payments.Deploy.Tests.Kubernetes;

/// <summary>The manifests say nothing that Kubernetes does not know. Holds everywhere; kubectl, where it is there, is asked too.</summary>
public sealed class SchemaTests
{
    public static TheoryData<string> Files => [.. Manifests.Files, "kustomization.yaml"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_member_is_known_and_of_its_type(string file) => Assert.Empty(Complaints(Repository.Read($"deploy/kubernetes/{file}")));

    [Theory]
    [MemberData(nameof(Files))]
    public void No_key_is_there_twice(string file) => StrictYaml.RefuseKeysTwice(Repository.Read($"deploy/kubernetes/{file}"));

    [Fact]
    public void A_key_that_is_there_twice_is_found() => Assert.Throws<YamlException>(() => StrictYaml.RefuseKeysTwice("a: 1\na: 2"));

    [Theory]
    [InlineData("silos.yaml", "failureThreshold:", "failureTreshold:")]
    [InlineData("silos.yaml", "containerPort: 8080", "containerPort: http")]
    [InlineData("silos.yaml", "  template:", "  templates:")]
    [InlineData("silos.yaml", "cpu: \"1\"", "cpu: 1")]
    [InlineData("settings.yaml", "Payments__Demo: \"false\"", "Payments__Demo: false")]
    [InlineData("autoscaling.yaml", "maxReplicas: 9", "maximumReplicas: 9")]
    [InlineData("autoscaling.yaml", "type: Utilization", "type: Utilisation")]
    [InlineData("network-policies.yaml", "policyTypes: [Ingress, Egress]", "policyTypes: [Ingress, Outgress]")]
    [InlineData("network-policies.yaml", "- to: [", "- from: [")]
    [InlineData("disruption-budgets.yaml", "maxUnavailable: 1", "maxUnavailable: one")]
    [InlineData("service-accounts.yaml", "automountServiceAccountToken", "automountToken")]
    [InlineData("kustomization.yaml", "newTag:", "tag:")]
    public void A_slip_is_found(string file, string right, string wrong)
    {
        var text = Repository.Read($"deploy/kubernetes/{file}");
        Assert.Contains(right, text, StringComparison.Ordinal);
        Assert.NotEmpty(Complaints(text.Replace(right, wrong, StringComparison.Ordinal)));
    }

    private static IReadOnlyList<string> Complaints(string text) =>
        [.. text.Split("\n---\n").Select(document => Complaint(Yaml.Parse(document).Single()["kind"].Text, document)).OfType<string>()];

    private static string? Complaint(string kind, string document) => kind switch
    {
        "Namespace" => Complaint<Namespace>(document),
        "ServiceAccount" => Complaint<ServiceAccount>(document),
        "ConfigMap" => Complaint<ConfigMap>(document),
        "Service" => Complaint<Service>(document),
        "Deployment" => Complaint<Deployment>(document),
        "PodDisruptionBudget" => Complaint<DisruptionBudget>(document),
        "HorizontalPodAutoscaler" => Complaint<Autoscaler>(document),
        "NetworkPolicy" => Complaint<NetworkPolicy>(document),
        "Kustomization" => Complaint<Kustomization>(document),
        _ => $"{kind} is a kind that the schema does not have",
    };

    private static string? Complaint<T>(string document) => StrictYaml.Complaint<T>(document, CamelCaseNamingConvention.Instance);
}
