using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Payments.Hosting.Cluster;

namespace Payments.Deploy.Tests.Settings;

/// <summary>Where a silo is found and where it listens: what cannot work is refused, by the setting's name.</summary>
public sealed class ClusterSettingsTests
{
    [Theory]
    [InlineData]
    [InlineData("Address=silo-1", "Listen:Address=0.0.0.0")]
    [InlineData("Address=10.0.0.7", "SiloPort=31111", "GatewayPort=30000", "Listen:SiloPort=11111")]
    [InlineData("Address=fd00::7", "Listen:Address=::", "Listen:GatewayPort=1")]
    [InlineData("SiloPort=30000", "GatewayPort=11111", "Listen:SiloPort=11111", "Listen:GatewayPort=30000")]
    public void What_can_work_is_taken(params string[] settings) => Assert.Empty(WrongWith(settings));

    [Theory]
    [InlineData("Payments:Cluster:Address is 0.0.0.0,", "Address=0.0.0.0")]
    [InlineData("Payments:Cluster:Address is ::,", "Address=::")]
    [InlineData("Payments:Cluster:Address is 'a b',", "Address=a b")]
    [InlineData("Payments:Cluster:Listen:Address is 'http://silo',", "Listen:Address=http://silo")]
    [InlineData("Payments:Cluster:Listen:SiloPort is 0,", "Listen:SiloPort=0")]
    [InlineData("Payments:Cluster:Listen:GatewayPort is 65536,", "Listen:GatewayPort=65536")]
    [InlineData("Payments:Cluster:SiloPort and GatewayPort are both 30000:", "SiloPort=30000")]
    [InlineData("Payments:Cluster:Listen: the silo would listen on port 30000", "Listen:SiloPort=30000")]
    public void What_cannot_work_is_refused(string reason, params string[] settings) =>
        Assert.StartsWith(reason, Assert.Single(WrongWith(settings)), StringComparison.Ordinal);

    private static IEnumerable<string> WrongWith(string[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => setting.Split('=', 2))
            .Select(pair => new KeyValuePair<string, string?>($"{ClusterSettings.Section}:{pair[0]}", pair[1]))).Build();
        var services = new ServiceCollection();
        ClusterSettings.Read(services, configuration);
        using var provider = services.BuildServiceProvider();
        try
        {
            _ = provider.GetRequiredService<IOptions<ClusterSettings>>().Value;
            return [];
        }
        catch (OptionsValidationException wrong)
        {
            return wrong.Failures;
        }
    }
}
