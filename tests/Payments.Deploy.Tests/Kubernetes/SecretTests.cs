using System.Text.RegularExpressions;
using Npgsql;

namespace Payments.Deploy.Tests.Kubernetes;

/// <summary>Secrets are made by hand: what the manifests ask for is what the manual makes, and leads to PostgreSQL.</summary>
public sealed partial class SecretTests
{
    private static readonly string Manual = Repository.Read("docs/operations.md");

    /// <summary>Names and keys in the manual's commands.</summary>
    private static readonly Dictionary<string, string[]> Made = SecretCommand().Matches(Manual).ToDictionary(
        command => command.Groups[1].Value,
        command => KeyOption().Matches(command.Groups[2].Value).Select(option => option.Groups[1].Value).ToArray());

    [Fact]
    public void None_stands_in_the_manifests()
    {
        Assert.Empty(Manifests.OfKind("Secret"));
        Assert.DoesNotContain(Manifests.All.SelectMany(manifest => manifest.All), node => node.Text.Contains("Password=", StringComparison.Ordinal));
    }

    [Fact]
    public void The_manual_makes_each_one_that_is_referred_to_and_no_others()
    {
        var nodes = Manifests.All.SelectMany(manifest => manifest.All).ToList();
        var referred = nodes.Select(node => node["secretKeyRef"]["name"].Text + node["secretName"].Text).Where(name => name.Length > 0);
        Assert.Equal(Made.Keys.Order(), referred.Distinct().Order());
        Assert.All(nodes.Select(node => node["secretKeyRef"]).Where(reference => reference.Exists), reference =>
            Assert.Contains(reference["key"].Text, Made[reference["name"].Text]));
    }

    [Fact]
    public void Files_that_settings_name_are_keys_of_what_is_mounted_there() => Assert.All(Manifests.Deployments, deployment =>
    {
        var files = Manifests.ContainerOf(deployment)["env"].Items.Select(variable => variable["value"].Text).Where(value => value.StartsWith('/'));
        Assert.All(files, file => Assert.Contains(Path.GetFileName(file), KeysAt(deployment, Path.GetDirectoryName(file)!)));
    });

    [Fact]
    public void The_manual_s_connection_strings_verify_the_server_by_the_authority_that_is_mounted()
    {
        var told = ConnectionString().Matches(Manual).Select(match => new NpgsqlConnectionStringBuilder(match.Groups[1].Value)).ToList();
        Assert.Equal(["payments_front_end", "payments_silo"], told.Select(one => one.Username).Order());
        Assert.All(told, one =>
        {
            Assert.Equal(SslMode.VerifyFull, one.SslMode);
            Assert.All(Manifests.Deployments, deployment => Assert.Contains(
                Path.GetFileName(one.RootCertificate!), KeysAt(deployment, Path.GetDirectoryName(one.RootCertificate)!)));
        });
    }

    [Fact]
    public void Front_ends_do_not_have_the_silos_login()
    {
        var secrets = Manifests.Deployments.Select(deployment => Manifests.ContainerOf(deployment)["env"].Items
            .Single(variable => variable["name"].Text == "Payments__Postgres")["valueFrom"]["secretKeyRef"]["name"].Text);
        Assert.Equal(["payments-postgres", "payments-postgres-reader"], secrets.Order());
    }

    [Fact]
    public void They_are_made_when_their_namespace_is_there() => Assert.True(
        Manual.IndexOf("kubectl apply -f deploy/kubernetes/namespace.yaml", StringComparison.Ordinal) is var first and >= 0
        && first < SecretCommand().Match(Manual).Index);

    /// <summary>The keys of the Secret that is mounted at a path.</summary>
    private static string[] KeysAt(Yaml deployment, string path)
    {
        var mount = Manifests.ContainerOf(deployment)["volumeMounts"].Items.Single(one => one["mountPath"].Text == path);
        var volume = Manifests.PodOf(deployment)["volumes"].Items.Single(one => one["name"].Text == mount["name"].Text);
        return Made[volume["secret"]["secretName"].Text];
    }

    [GeneratedRegex(@"kubectl -n payments create secret generic (\S+)((?: --from-file=\S+)+)")]
    private static partial Regex SecretCommand();

    [GeneratedRegex(@"--from-file=([^=\s]+)")]
    private static partial Regex KeyOption();

    [GeneratedRegex(@"^ {4,}(Host=\S.*)$", RegexOptions.Multiline)]
    private static partial Regex ConnectionString();
}
