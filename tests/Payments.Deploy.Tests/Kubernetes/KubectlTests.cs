using System.Text.Json.Nodes;
using Payments.Deploy.Tests.Tools;

namespace Payments.Deploy.Tests.Kubernetes;

/// <summary>
/// The manifests read by the types of Kubernetes itself. kubectl, which asks no cluster here, refuses a value of a wrong type, and drops
/// a member that its types do not have: what it gives back is compared with what it got.
/// </summary>
public sealed class KubectlTests
{
    [Fact]
    public async Task What_is_applied_is_every_object_of_the_files()
    {
        var built = await KustomizeAsync(await Tool.KubectlAsync());
        Assert.Equal(Manifests.All.Count, Yaml.Parse(built).Count);
    }

    [Fact]
    public async Task Deployments_have_no_member_that_Kubernetes_does_not_know()
    {
        var kubectl = await Tool.KubectlAsync();
        Assert.Empty(await LostAsync(kubectl, await KustomizeAsync(kubectl)));
    }

    [Fact]
    public async Task A_member_with_a_slip_is_found()
    {
        var kubectl = await Tool.KubectlAsync();
        var planted = (await KustomizeAsync(kubectl)).Replace("failureThreshold: 6", "failureTreshold: 6", StringComparison.Ordinal);
        Assert.Equal(2, (await LostAsync(kubectl, planted)).Count(lost => lost.EndsWith("livenessProbe.failureTreshold", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Payments__Demo: \"false\"", "Payments__Demo: false")]
    [InlineData("minReplicas: 3", "minReplicas: three")]
    [InlineData("containerPort: 30000", "containerPort: gateway")]
    public async Task A_value_of_another_type_is_refused(string right, string wrong)
    {
        var kubectl = await Tool.KubectlAsync();
        var built = await KustomizeAsync(kubectl);
        Assert.Contains(right, built, StringComparison.Ordinal);
        Assert.Contains("unable to decode", (await ReadAsync(kubectl, built.Replace(right, wrong, StringComparison.Ordinal))).Errors, StringComparison.Ordinal);
    }

    private static async Task<string> KustomizeAsync(Tool kubectl)
    {
        var run = await kubectl.RunAsync(null, "kustomize", "deploy/kubernetes");
        Assert.True(run.ExitCode == 0, run.Errors);
        return run.Output;
    }

    /// <summary>Sets a variable in all pods' templates, which makes it read and write what it is given.</summary>
    private static Task<Payments.Processes.ProgramRun> ReadAsync(Tool kubectl, string manifests) =>
        kubectl.RunAsync(manifests, "set", "env", "--local", "--filename=-", "--output=json", "READ=yes");

    private static async Task<IReadOnlyList<string>> LostAsync(Tool kubectl, string manifests)
    {
        var given = Yaml.Parse(manifests).Where(one => one["kind"].Text == "Deployment").ToDictionary(Manifests.NameOf);
        var run = await ReadAsync(kubectl, manifests);
        var read = Objects(run.Output).ToDictionary(one => (string)one["metadata"]!["name"]!);
        Assert.Equal(given.Keys.Order(), read.Keys.Order());
        return [.. given.SelectMany(one => Lost(one.Value, read[one.Key], one.Key))];
    }

    /// <summary>Members and elements that are in the one and not in the other.</summary>
    private static IEnumerable<string> Lost(Yaml given, JsonNode? read, string path) =>
        given.Members.SelectMany(member => read is JsonObject members && members.ContainsKey(member.Name)
                ? Lost(member.Node, members[member.Name], $"{path}.{member.Name}")
                : [$"{path}.{member.Name}"])
            .Concat(given.Items.SelectMany((item, at) => read is JsonArray array && at < array.Count
                ? Lost(item, array[at], $"{path}[{at}]")
                : [$"{path}[{at}]"]));

    /// <summary>One object after the other, as kubectl prints them.</summary>
    private static IEnumerable<JsonNode> Objects(string text) =>
        text.Split("\n}\n", StringSplitOptions.RemoveEmptyEntries).Where(part => part.Trim().Length > 0).Select(part => JsonNode.Parse(part + "\n}")!);
}
