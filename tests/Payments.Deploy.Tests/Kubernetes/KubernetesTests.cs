using Payments.Deploy.Tests.Containers;
using Payments.Deploy.Tests.Settings;

namespace Payments.Deploy.Tests.Kubernetes;

public sealed class KubernetesTests
{
    private static readonly Dictionary<string, string> Versions = new()
    {
        ["Namespace"] = "v1",
        ["ServiceAccount"] = "v1",
        ["ConfigMap"] = "v1",
        ["Service"] = "v1",
        ["Deployment"] = "apps/v1",
        ["PodDisruptionBudget"] = "policy/v1",
        ["HorizontalPodAutoscaler"] = "autoscaling/v2",
        ["NetworkPolicy"] = "networking.k8s.io/v1",
    };

    [Fact]
    public void Each_file_is_applied() => Assert.Equal(Manifests.Files, Manifests.Kustomization["resources"].Texts.Order(StringComparer.Ordinal));

    [Fact]
    public void Each_object_has_its_kind_s_version_a_name_and_the_namespace() => Assert.All(Manifests.All, manifest =>
    {
        Assert.Equal(Versions[manifest["kind"].Text], manifest["apiVersion"].Text);
        Assert.Matches("^[a-z][a-z-]+$", Manifests.NameOf(manifest));
        Assert.True(manifest["kind"].Text == "Namespace" || manifest["metadata"]["namespace"].Text == "payments");
    });

    [Fact]
    public void Deployments_run_the_images_of_the_container_files()
    {
        var images = Manifests.Deployments.Select(deployment => Manifests.ContainerOf(deployment)["image"].Text).Order().ToList();
        Assert.Equal(ContainerFile.All.Select(file => file.Image).Order(), images);
        Assert.Equal(images, Manifests.Kustomization["images"].Items.Select(image => image["name"].Text).Order());
        Assert.All(Manifests.Kustomization["images"].Items, image => Assert.Matches(@"^\d+\.\d+\.\d+$", image["newTag"].Text));
    }

    [Fact]
    public void Ports_are_those_of_the_images() => Assert.All(Manifests.Deployments, deployment =>
    {
        var image = ContainerFile.All.Single(file => file.Image == Manifests.ContainerOf(deployment)["image"].Text);
        Assert.Equal(image.Ports.Order(), Manifests.PortsOf(deployment).Values.Order());
    });

    [Fact]
    public void Every_setting_is_read_by_an_option()
    {
        var variables = Manifests.Deployments.SelectMany(deployment => Manifests.ContainerOf(deployment)["env"].Items)
            .Select(variable => variable["name"].Text)
            .Concat(Manifests.OfKind("ConfigMap").SelectMany(map => map["data"].Members.Select(member => member.Name)));
        Assert.Empty(variables.Select(BoundSettings.Complaint).OfType<string>());
    }

    [Fact]
    public void What_is_referred_to_is_there() => Assert.All(Manifests.Deployments, deployment =>
    {
        var maps = Manifests.OfKind("ConfigMap").Select(Manifests.NameOf);
        var asked = Manifests.ContainerOf(deployment)["envFrom"].Items.Select(source => source["configMapRef"]["name"].Text).ToList();
        Assert.NotEmpty(asked);
        Assert.Empty(asked.Except(maps));
        Assert.Contains(Manifests.PodOf(deployment)["serviceAccountName"].Text, Manifests.OfKind("ServiceAccount").Select(Manifests.NameOf));
    });

    [Fact]
    public void Service_accounts_have_no_token() => Assert.All(
        Manifests.OfKind("ServiceAccount").Concat(Manifests.Deployments.Select(Manifests.PodOf)),
        account => Assert.Equal("false", account["automountServiceAccountToken"].Text));

    [Fact]
    public void A_silo_tells_the_others_its_pod_s_name_and_address()
    {
        var variables = Manifests.ContainerOf(Manifests.Find("Deployment", "payments-silo"))["env"].Items
            .ToDictionary(variable => variable["name"].Text, variable => variable["valueFrom"]["fieldRef"]["fieldPath"].Text);
        Assert.Equal(("metadata.name", "status.podIP"), (variables["Payments__Cluster__SiloName"], variables["Payments__Cluster__Address"]));
    }
}
