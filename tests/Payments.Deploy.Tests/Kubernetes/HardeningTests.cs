namespace Payments.Deploy.Tests.Kubernetes;

/// <summary>What the namespace's level of pod security, restricted, asks for, and a little more.</summary>
public sealed class HardeningTests
{
    [Fact]
    public void The_namespace_enforces_restricted_pods() => Assert.Equal(
        "restricted", Manifests.Find("Namespace", "payments")["metadata"]["labels"]["pod-security.kubernetes.io/enforce"].Text);

    [Fact]
    public void Pods_run_as_the_image_s_user_and_filter_system_calls() => Assert.All(Manifests.Deployments, deployment =>
    {
        var context = Manifests.PodOf(deployment)["securityContext"];
        Assert.Equal("true", context["runAsNonRoot"].Text);
        Assert.Equal(("1654", "1654"), (context["runAsUser"].Text, context["runAsGroup"].Text));
        Assert.Equal("RuntimeDefault", context["seccompProfile"]["type"].Text);
        Assert.All(new[] { "hostNetwork", "hostPID", "hostIPC" }, name => Assert.False(Manifests.PodOf(deployment)[name].Exists));
    });

    [Fact]
    public void Containers_have_no_rights_and_a_root_that_cannot_be_written() => Assert.All(Manifests.Deployments, deployment =>
    {
        var context = Manifests.ContainerOf(deployment)["securityContext"];
        Assert.Equal(("false", "true"), (context["allowPrivilegeEscalation"].Text, context["readOnlyRootFilesystem"].Text));
        Assert.Equal(["ALL"], context["capabilities"]["drop"].Texts);
        Assert.False(context["capabilities"]["add"].Exists);
        Assert.False(context["privileged"].Exists);
    });

    [Fact]
    public void Volumes_are_memory_or_secrets_and_every_mount_has_one() => Assert.All(Manifests.Deployments, deployment =>
    {
        var volumes = Manifests.PodOf(deployment)["volumes"].Items.ToList();
        Assert.All(volumes, volume => Assert.True(volume["emptyDir"]["medium"].Text == "Memory" || volume["secret"].Exists));
        Assert.Equal(
            volumes.Select(volume => volume["name"].Text).Order(),
            Manifests.ContainerOf(deployment)["volumeMounts"].Items.Select(mount => mount["name"].Text).Order());
    });

    [Fact]
    public void Memory_is_asked_for_and_bounded() => Assert.All(Manifests.Deployments, deployment =>
    {
        var resources = Manifests.ContainerOf(deployment)["resources"];
        Assert.True(resources["requests"]["cpu"].Exists && resources["requests"]["memory"].Exists && resources["limits"]["memory"].Exists);
        // A CPU limit would stop a silo in the middle of its turn and let the others believe that it is dead.
        Assert.False(resources["limits"]["cpu"].Exists);
    });

    [Fact]
    public void Nothing_is_reached_unless_it_is_named()
    {
        var denial = Manifests.Find("NetworkPolicy", "deny-all")["spec"];
        Assert.Empty(denial["podSelector"].Members);
        Assert.Equal(["Ingress", "Egress"], denial["policyTypes"].Texts);
        Assert.False(denial["ingress"].Exists || denial["egress"].Exists);
    }

    [Fact]
    public void Each_deployment_has_a_policy_that_lets_in_its_own_ports_and_no_others() => Assert.All(Manifests.Deployments, deployment =>
    {
        var policy = Manifests.OfKind("NetworkPolicy").Single(one =>
            Manifests.Selects(one["spec"]["podSelector"]["matchLabels"].Pairs, deployment))["spec"];
        Assert.Equal(["Ingress", "Egress"], policy["policyTypes"].Texts);
        var open = policy["ingress"].Items.SelectMany(rule => rule["ports"].Items).Select(port => port["port"].Text).Order();
        Assert.Equal(Manifests.PortsOf(deployment).Values.Order(), open);
        Assert.All(policy["ingress"].Items, rule => Assert.NotEmpty(rule["from"].Items));
    });

    [Fact]
    public void Silos_are_reached_by_silos_and_front_ends_alone_on_the_ports_that_move_money()
    {
        var rules = Manifests.Find("NetworkPolicy", "payments-silo")["spec"]["ingress"].Items.ToList();
        foreach (var (port, name) in new[] { ("11111", "payments-silo"), ("30000", "payments-front-end") })
        {
            var rule = rules.Single(one => one["ports"].Items.Any(open => open["port"].Text == port));
            var from = Assert.Single(rule["from"].Items);
            Assert.Equal(name, from["podSelector"]["matchLabels"]["app.kubernetes.io/name"].Text);
            Assert.False(from["namespaceSelector"].Exists);
        }
    }
}
