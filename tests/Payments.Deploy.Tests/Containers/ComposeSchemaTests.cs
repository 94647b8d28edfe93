using YamlDotNet.Serialization.NamingConventions;

namespace Payments.Deploy.Tests.Containers;

/// <summary>docker-compose.yml says nothing that Compose does not know. Holds everywhere; Docker's own check, where it is there, is asked too.</summary>
public sealed class ComposeSchemaTests
{
    private static readonly string Text = Repository.Read("docker-compose.yml");

    [Fact]
    public void Every_member_is_known_and_of_its_type() => Assert.Null(Complaint(Text));

    [Fact]
    public void No_key_is_there_twice() => StrictYaml.RefuseKeysTwice(Text);

    [Theory]
    [InlineData("stop_grace_period:", "stop_graceperiod:")]
    [InlineData("    retries: 24", "    retries: often")]
    [InlineData("restart: \"no\"", "restart: no")]
    [InlineData("Payments__Demo: \"true\"", "Payments__Demo: true")]
    [InlineData("tmpfs: [", "tempfs: [")]
    [InlineData("ip_range:", "iprange:")]
    [InlineData("image: grafana/", "images: grafana/")]
    [InlineData("driver: json-file", "drive: json-file")]
    public void A_slip_is_found(string right, string wrong)
    {
        Assert.Contains(right, Text, StringComparison.Ordinal);
        Assert.NotNull(Complaint(Text.Replace(right, wrong, StringComparison.Ordinal)));
    }

    private static string? Complaint(string text) => StrictYaml.Complaint<ComposeSchema>(text, UnderscoredNamingConvention.Instance);
}
