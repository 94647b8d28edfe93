namespace Payments.Api.Tests.Sites;

/// <summary>The built silo as a process of its own, as <c>./run</c> starts it. Ends with the tests.</summary>
internal static class SiloProcess
{
    private static readonly TimeSpan ReadyMax = TimeSpan.FromMinutes(2);

    /// <summary>Starts it on a database and waits until it is ready.</summary>
    public static async Task<ServerProcess> StartAsync(string postgres, string directory, IReadOnlyDictionary<string, string> settings)
    {
        var all = ProductSettings.WholeSystem(postgres, directory);
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        var silo = ServerProcess.Start(ServerProgram.OfProduct("the silo", Assembly(), all) with { StopMax = TimeSpan.FromSeconds(20) });
        try
        {
            await silo.WaitUntilReadyAsync(ReadyMax);
            return silo;
        }
        catch
        {
            await silo.DisposeAsync();
            throw;
        }
    }

    /// <summary>What <c>./test</c> names, or the silo that was built beside these tests.</summary>
    private static string Assembly() => Environment.GetEnvironmentVariable("PAYMENTS_TEST_SILO") is { Length: > 0 } given
        ? given
        : BuiltProgram.AssemblyOf("Payments.Silo");
}
