using Payments.Deploy.Tests.Tools;
using Payments.Processes;

namespace Payments.Deploy.Tests.Containers;

/// <summary>Docker's own judgement of docker-compose.yml.</summary>
public sealed class ComposeConfigTests
{
    private static readonly Dictionary<string, string> Secrets = new()
    {
        ["PAYMENTS_POSTGRES_PASSWORD"] = "a",
        ["PAYMENTS_FRONT_END_PASSWORD"] = "b",
        ["PAYMENTS_GRAFANA_PASSWORD"] = "c",
        ["PAYMENTS_SESSION_KEY"] = "d",
    };

    [Fact]
    public async Task It_is_taken()
    {
        var run = await CheckAsync(Secrets, Repository.Read("docker-compose.yml"));
        Assert.True(run.ExitCode == 0, run.Errors);
    }

    [Fact]
    public async Task Without_its_secrets_it_is_refused()
    {
        var run = await CheckAsync(Secrets.Keys.ToDictionary(name => name, _ => ""), Repository.Read("docker-compose.yml"));
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("see the head of this file", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stop_grace_period:", "stop_grace_periode:")]
    [InlineData("retries: 24", "retries: often")]
    [InlineData("postgres:/var/lib/postgresql/data", "postgress:/var/lib/postgresql/data")]
    public async Task An_error_in_it_is_found(string right, string wrong)
    {
        var text = Repository.Read("docker-compose.yml");
        Assert.Contains(right, text, StringComparison.Ordinal);
        Assert.NotEqual(0, (await CheckAsync(Secrets, text.Replace(right, wrong, StringComparison.Ordinal))).ExitCode);
    }

    private static async Task<ProgramRun> CheckAsync(IReadOnlyDictionary<string, string> environment, string text) =>
        await (await Tool.ComposeAsync()).RunWithAsync(environment, text, "-f", "-", "--profile", "backup", "config", "--quiet");
}
