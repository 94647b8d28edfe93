using System.Diagnostics;
using Payments.Processes;

namespace Payments.Deploy.Tests.Containers;

/// <summary>What docker-compose.yml does for backups is what the scripts do that the restore is tested with.</summary>
public sealed class ComposeBackupTests
{
    private const string Folder = "/var/lib/postgresql/archive/cluster";

    private static readonly Yaml Services = Assert.Single(Yaml.Read("docker-compose.yml"))["services"];

    private static IReadOnlyList<string> Server => [.. Services["postgres"]["command"].Texts];

    [Fact]
    public void PostgreSQL_keeps_what_it_acknowledges_and_archives_its_log_each_minute()
    {
        Assert.Contains("-csynchronous_commit=on", Server);
        Assert.Contains("-carchive_mode=on", Server);
        Assert.Contains("-carchive_timeout=60s", Server);
        Assert.DoesNotContain(Server, argument => argument.Contains("fsync=off", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_log_is_archived_as_the_script_says()
    {
        var printed = await ProgramRun.OutputAsync(new ProcessStartInfo(Script("backup.sh"), ["archive-command", Folder]));
        var setting = Server.Single(argument => argument.StartsWith("-carchive_command=", StringComparison.Ordinal))["-carchive_command=".Length..];
        Assert.Equal($"mkdir -p \"{Folder}\" && {printed}", setting.Trim().Replace("$$ARCHIVE", Folder, StringComparison.Ordinal));
    }

    [Fact]
    public void The_backup_speaks_to_PostgreSQL_from_where_it_may_replicate()
    {
        var backup = Services["backup"];
        Assert.Equal(("service:postgres", "127.0.0.1"), (backup["network_mode"].Text, backup["environment"]["PGHOST"].Text));
        Assert.Equal("payments", backup["environment"]["PGUSER"].Text);
        Assert.False(Services["postgres"]["ports"].Exists);
    }

    [Theory]
    [InlineData("backup", "command", "/opt/payments/backup.sh")]
    [InlineData("restore", "entrypoint", "/opt/payments/restore.sh")]
    public void Commands_run_the_scripts_with_the_server_s_image(string service, string key, string script)
    {
        Assert.Equal(script, Services[service][key].Texts.First());
        Assert.Contains("./deploy/postgres:/opt/payments:ro", Services[service]["volumes"].Texts);
        Assert.Equal(Services["postgres"]["image"].Text, Services[service]["image"].Text);
    }

    [Fact]
    public async Task The_script_takes_the_backup_s_arguments()
    {
        var arguments = Services["backup"]["command"].Texts.Skip(1).ToList();
        Assert.Equal(("daily", 4), (arguments[0], arguments.Count));
        var help = await ProgramRun.OutputAsync(new ProcessStartInfo(Script("backup.sh"), ["--help"]));
        Assert.Contains("backup.sh daily <backup folder> <archive folder> <keep>", help, StringComparison.Ordinal);
    }

    private static string Script(string name) => Path.Combine(Repository.Root, "deploy/postgres", name);
}
