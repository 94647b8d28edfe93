namespace Payments.Deploy.Tests.Kubernetes;

/// <summary>The objects that <c>kubectl apply -k deploy/kubernetes</c> makes.</summary>
internal static class Manifests
{
    private const string Folder = "deploy/kubernetes";

    public static Yaml Kustomization { get; } = Yaml.Read($"{Folder}/kustomization.yaml").Single();

    public static IReadOnlyList<string> Files { get; } =
        [.. Repository.Files(Folder, "*.yaml").Select(path => Path.GetFileName(path)).Where(name => name != "kustomization.yaml")];

    public static IReadOnlyList<Yaml> All { get; } = [.. Files.SelectMany(name => Yaml.Read($"{Folder}/{name}"))];

    public static IEnumerable<Yaml> Deployments => OfKind("Deployment");

    public static IEnumerable<Yaml> OfKind(string kind) => All.Where(one => one["kind"].Text == kind);

    public static Yaml Find(string kind, string name) => OfKind(kind).Single(one => NameOf(one) == name);

    public static string NameOf(Yaml manifest) => manifest["metadata"]["name"].Text;

    public static Yaml PodOf(Yaml deployment) => deployment["spec"]["template"]["spec"];

    public static Yaml ContainerOf(Yaml deployment) => PodOf(deployment)["containers"].Items.Single();

    public static IReadOnlyDictionary<string, string> LabelsOf(Yaml deployment) =>
        deployment["spec"]["template"]["metadata"]["labels"].Pairs;

    /// <summary>Whether the pods of a deployment are chosen by these labels.</summary>
    public static bool Selects(IReadOnlyDictionary<string, string> selector, Yaml deployment) =>
        selector.Count > 0 && selector.All(label => LabelsOf(deployment).TryGetValue(label.Key, out var value) && value == label.Value);

    /// <summary>Ports of a deployment's container by name.</summary>
    public static IReadOnlyDictionary<string, string> PortsOf(Yaml deployment) =>
        ContainerOf(deployment)["ports"].Items.ToDictionary(port => port["name"].Text, port => port["containerPort"].Text);
}
