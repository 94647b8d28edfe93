using Payments.Api.Tests.Sites;

namespace Payments.Api.Tests.Operations;

/// <summary>A setting that cannot be meant ends the process at its start, by its name, instead of meaning something else.</summary>
[SameOnEitherRuntime]
public sealed class RefusedSettingsTests
{
    private const string NoDatabase = "Host=127.0.0.1;Port=1;Username=nobody;Database=none";

    [Theory]
    [InlineData("Payments:LogLevel", "Trace", "Payments:LogLevel is 'Trace'")]
    [InlineData("Payments:LogLevels:Payments.Api", "2", "Payments:LogLevels:Payments.Api is '2'")]
    [InlineData("Payments:Drain:Notice", "-00:00:01", "DrainOptions", "Notice")]
    public async Task It_is_named(string setting, string value, params string[] named)
    {
        using var folder = new TemporaryFolder("payments-refused-");
        var settings = new Dictionary<string, string> { [setting] = value };

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => SiloProcess.StartAsync(NoDatabase, folder.Path, settings));

        Assert.All(named, name => Assert.Contains(name, fault.Message, StringComparison.Ordinal));
    }
}
