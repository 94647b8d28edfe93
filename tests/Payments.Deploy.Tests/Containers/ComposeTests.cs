using Payments.Deploy.Tests.Settings;

namespace Payments.Deploy.Tests.Containers;

public sealed class ComposeTests
{
    private static readonly Yaml Compose = Assert.Single(Yaml.Read("docker-compose.yml"));

    private static IEnumerable<(string Name, Yaml Node)> Services => Compose["services"].Members;

    private static IEnumerable<(string Name, Yaml Node)> Payments => Services.Where(service => service.Node["build"].Exists);

    /// <summary>What runs once, when it is asked for.</summary>
    private static IEnumerable<(string Name, Yaml Node)> Commands => Services.Where(service => service.Node["profiles"].Exists);

    [Fact]
    public void It_is_PostgreSQL_three_silos_two_front_ends_Prometheus_and_Grafana() => Assert.Equal(
        ["front-end-1", "front-end-2", "grafana", "postgres", "prometheus", "silo-1", "silo-2", "silo-3"],
        Services.Except(Commands).Select(service => service.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Backup_and_restore_are_commands() => Assert.Equal(["backup", "restore"], Commands.Select(service => service.Name).Order());

    [Fact]
    public void Every_container_is_hardened() => Assert.All(Services, service =>
    {
        Assert.Equal("true", service.Node["read_only"].Text);
        Assert.Equal(["ALL"], service.Node["cap_drop"].Texts);
        Assert.Contains("no-new-privileges:true", service.Node["security_opt"].Texts);
        Assert.Matches("^[1-9][0-9]*:[0-9]+$", service.Node["user"].Text);
        Assert.False(service.Node["privileged"].Exists);
    });

    [Fact]
    public void Ports_are_published_on_loopback_alone() => Assert.All(
        Services.SelectMany(service => service.Node["ports"].Texts), port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));

    [Fact]
    public void Images_of_others_have_an_exact_version() => Assert.All(
        Services.Where(service => !service.Node["build"].Exists),
        service => Assert.Matches(ContainerFileTests.ExactVersion(), service.Node["image"].Text));

    [Fact]
    public void Images_of_ours_are_those_of_the_container_files() => Assert.All(Payments, service =>
    {
        var file = ContainerFile.All.Single(one => one.Path == service.Node["build"]["dockerfile"].Text);
        Assert.StartsWith(file.Image + ":", service.Node["image"].Text, StringComparison.Ordinal);
        Assert.Equal(file.User, service.Node["user"].Text);
    });

    [Fact]
    public void Every_setting_is_read_by_an_option() => Assert.Empty(
        from service in Payments
        from variable in service.Node["environment"].Members
        let complaint = BoundSettings.Complaint(variable.Name)
        where complaint is not null
        select $"{service.Name}: {complaint}");

    [Fact]
    public void No_secret_stands_in_it()
    {
        var secrets = Services.SelectMany(service => service.Node["environment"].Members)
            .Where(variable => variable.Name.EndsWith("PASSWORD", StringComparison.Ordinal)
                || variable.Name is "Payments__Postgres" or "Payments__Dashboard__SessionKey").ToList();
        Assert.Equal(11, secrets.Count);
        Assert.All(secrets, secret => Assert.Matches(@"\$\{[A-Z_]+:\?", secret.Node.Text));
    }

    [Fact]
    public void Front_ends_have_a_login_that_may_read_and_no_more()
    {
        Assert.All(Payments, service => Assert.Equal(
            service.Name.StartsWith("front-end", StringComparison.Ordinal),
            service.Node["environment"]["Payments__Postgres"].Text.Contains("Username=payments_front_end;", StringComparison.Ordinal)));
        Assert.Contains("payments_front_end LOGIN PASSWORD :'password' IN ROLE payments_reader;", Repository.Read("deploy/postgres/front-end-login.sh"), StringComparison.Ordinal);
    }

    /// <summary>Docker stops containers with SIGTERM when the machine goes down, and a silo then ends with 0: "on-failure" would leave it ended.</summary>
    [Fact]
    public void Everything_comes_back_after_the_machine_has_started_anew_but_commands_run_once() => Assert.All(
        Services, service => Assert.Equal(Commands.Contains(service) ? "no" : "unless-stopped", service.Node["restart"].Text));

    [Fact]
    public void Images_of_ours_are_built_with_the_version_that_is_the_default() => Assert.All(Payments, service => Assert.Equal(
        $"${{ORLEANS_VERSION:-{ContainerFileTests.DefaultOrleansVersion}}}", service.Node["build"]["args"]["ORLEANS_VERSION"].Text));

    [Fact]
    public void A_silo_is_reached_by_the_name_of_its_service() => Assert.All(
        Payments.Where(service => service.Name.StartsWith("silo-", StringComparison.Ordinal)), service =>
        {
            Assert.Equal(service.Name, service.Node["environment"]["Payments__Cluster__Address"].Text);
            Assert.Equal(service.Name, service.Node["environment"]["Payments__Cluster__SiloName"].Text);
        });

    [Fact]
    public void Prometheus_scrapes_every_process_and_may_do_so()
    {
        var scraped = Assert.Single(Yaml.Read("deploy/prometheus/prometheus.yml"))["scrape_configs"].Items
            .SelectMany(job => job["static_configs"].Items).SelectMany(targets => targets["targets"].Texts);
        Assert.Equal(Payments.Select(service => $"{service.Name}:8080").Order(), scraped.Order());

        var address = Compose["services"]["prometheus"]["networks"]["payments"]["ipv4_address"].Text;
        Assert.All(Payments, service => Assert.Equal($"{address}/32", service.Node["environment"]["Payments__Monitoring__Networks__0"].Text));
    }

    [Fact]
    public void Volumes_are_declared() => Assert.Empty(
        Services.SelectMany(service => service.Node["volumes"].Texts).Select(volume => volume.Split(':')[0])
            .Where(name => !name.StartsWith('.')).Distinct().Except(Compose["volumes"].Members.Select(volume => volume.Name)));
}
