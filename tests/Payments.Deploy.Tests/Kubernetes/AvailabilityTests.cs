using System.Globalization;

namespace Payments.Deploy.Tests.Kubernetes;

public sealed class AvailabilityTests
{
    /// <summary>The longest that a call may take is 30 s; a process that ends must be able to wait for it.</summary>
    private const int CallSecondsMax = 35;

    [Fact]
    public void Selectors_match_the_labels_of_their_pods() => Assert.All(Manifests.Deployments, deployment =>
    {
        Assert.True(Manifests.Selects(deployment["spec"]["selector"]["matchLabels"].Pairs, deployment));
        Assert.Single(Manifests.Deployments, other => Manifests.Selects(deployment["spec"]["selector"]["matchLabels"].Pairs, other));
        Assert.All(Manifests.PodOf(deployment)["topologySpreadConstraints"].Items, constraint =>
            Assert.True(Manifests.Selects(constraint["labelSelector"]["matchLabels"].Pairs, deployment)));
    });

    [Fact]
    public void Services_lead_to_a_port_of_their_pods() => Assert.All(Manifests.OfKind("Service"), service =>
    {
        var deployment = Manifests.Deployments.Single(one => Manifests.Selects(service["spec"]["selector"].Pairs, one));
        Assert.All(service["spec"]["ports"].Items, port => Assert.Contains(port["targetPort"].Text, Manifests.PortsOf(deployment).Keys));
    });

    [Fact]
    public void Probes_ask_for_what_the_process_serves() => Assert.All(Manifests.Deployments, deployment =>
    {
        var container = Manifests.ContainerOf(deployment);
        foreach (var (probe, path) in new[] { ("startupProbe", "/health/live"), ("livenessProbe", "/health/live"), ("readinessProbe", "/health/ready") })
        {
            Assert.Equal((path, "http"), (container[probe]["httpGet"]["path"].Text, container[probe]["httpGet"]["port"].Text));
            Assert.Contains($"\"{path}\"", Repository.Read("src/Payments.Api/Operations/HealthRoutes.cs"), StringComparison.Ordinal);
        }
    });

    [Fact]
    public void A_pod_that_ends_is_taken_out_first_and_has_time_for_its_last_call() => Assert.All(Manifests.Deployments, deployment =>
    {
        var pause = Number(Manifests.ContainerOf(deployment)["lifecycle"]["preStop"]["sleep"]["seconds"]);
        Assert.True(pause >= 5);
        Assert.True(Number(Manifests.PodOf(deployment)["terminationGracePeriodSeconds"]) >= pause + CallSecondsMax);
    });

    [Fact]
    public void An_upgrade_brings_the_new_pod_before_it_takes_the_old_one() => Assert.All(Manifests.Deployments, deployment =>
    {
        var rolling = deployment["spec"]["strategy"]["rollingUpdate"];
        Assert.Equal(("1", "0"), (rolling["maxSurge"].Text, rolling["maxUnavailable"].Text));
        Assert.True(Number(deployment["spec"]["minReadySeconds"]) > 0);
    });

    [Fact]
    public void There_are_never_fewer_than_three_silos_and_two_front_ends_by_intention() => Assert.All(
        new[] { ("payments-silo", 3), ("payments-front-end", 2) }, least =>
        {
            var scaler = Manifests.Find("HorizontalPodAutoscaler", least.Item1)["spec"];
            Assert.Equal(least.Item2, Number(scaler["minReplicas"]));
            Assert.True(Number(scaler["maxReplicas"]) > least.Item2);
        });

    /// <summary>With a number in the manifest, each apply would take back what the autoscaler has done, at a peak by ending many pods at once.</summary>
    [Fact]
    public void How_many_pods_there_are_is_the_autoscalers_alone() => Assert.All(Manifests.Deployments, deployment =>
    {
        Assert.False(deployment["spec"]["replicas"].Exists, Manifests.NameOf(deployment));
        Assert.False(Manifests.Kustomization["replicas"].Exists);
    });

    [Fact]
    public void Each_deployment_has_a_budget_for_disruptions() => Assert.All(Manifests.Deployments, deployment =>
    {
        var budget = Manifests.OfKind("PodDisruptionBudget").Single(one => Manifests.Selects(one["spec"]["selector"]["matchLabels"].Pairs, deployment));
        Assert.Equal("1", budget["spec"]["maxUnavailable"].Text);
    });

    [Fact]
    public void Each_deployment_scales_by_a_metric_of_the_product() => Assert.All(Manifests.Deployments, deployment =>
    {
        var scaler = Manifests.OfKind("HorizontalPodAutoscaler").Single(one =>
            one["spec"]["scaleTargetRef"]["name"].Text == Manifests.NameOf(deployment))["spec"];
        Assert.Equal(("Deployment", "apps/v1"), (scaler["scaleTargetRef"]["kind"].Text, scaler["scaleTargetRef"]["apiVersion"].Text));
        Assert.Contains(scaler["metrics"].Items, metric =>
            metric["pods"]["metric"]["name"].Text.StartsWith("payments_", StringComparison.Ordinal));
    });

    private static int Number(Yaml node) => int.Parse(node.Text, CultureInfo.InvariantCulture);
}
