namespace Payments.Benchmarks.Machine;

/// <summary>A server process of this run, stopped with it.</summary>
internal static class BenchServer
{
    private const int LinesMax = 40;
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ReadyMax = TimeSpan.FromSeconds(30);

    /// <summary>Starts a program of the product.</summary>
    public static ServerProcess Start(string name, string assembly, IReadOnlyDictionary<string, string> settings) =>
        Start(ServerProgram.OfProduct(name, assembly, settings));

    /// <summary>Starts a program; of what it writes, the last lines are kept.</summary>
    public static ServerProcess Start(ServerProgram program) =>
        ServerProcess.Start(program with { LinesMax = LinesMax, StopMax = StopMax });

    /// <summary>Starts this executable again in one of its serving roles, and waits until it is ready.</summary>
    public static async Task<ServerProcess> StartOwnAsync(string role, params string[] arguments)
    {
        var port = FreePort.Next();
        var server = Start(new ServerProgram(role, typeof(BenchServer).Assembly.Location, port)
        {
            Arguments = [role, "--port", $"{port}", .. arguments],
            // What the web SDK would choose for a server; this executable's own setting is for the generator.
            Settings = new Dictionary<string, string> { ["DOTNET_gcServer"] = "1", ["DOTNET_gcConcurrent"] = "1" },
        });
        await server.WaitUntilReadyAsync(ReadyMax);
        return server;
    }
}
