using System.Diagnostics;
using Payments.Processes;

namespace Payments.Deploy.Tests.Tools;

/// <summary>A program that checks files of its own kind. Tests that need one are skipped, by its name, where it is not there.</summary>
internal sealed record Tool(string Path, string[] Before)
{
    private static readonly Dictionary<string, string> Nothing = [];

    /// <summary>Checks rules and configurations of Prometheus. <c>./test</c> takes it out of the distribution's package where it can.</summary>
    public static Tool Promtool() => Find("promtool") ?? Skip("promtool (of Prometheus) is not installed");

    /// <summary>Knows the objects of Kubernetes; older than 1.30, it does not know all that the manifests say.</summary>
    public static async Task<Tool> KubectlAsync()
    {
        var tool = Find("kubectl") ?? Skip("kubectl is not installed");
        var version = await tool.RunAsync(null, "version", "--client");
        return ClientVersion.IsAtLeast(version.Output, new Version(1, 30)) ? tool : Skip("kubectl is older than 1.30");
    }

    /// <summary>Docker's own check of compositions: the plugin, or the program that was there before it.</summary>
    public static async Task<Tool> ComposeAsync()
    {
        if (Find("docker") is { } docker && (await docker.RunAsync(null, "compose", "version")).ExitCode == 0)
        {
            return docker with { Before = ["compose"] };
        }

        return Find("docker-compose") ?? Skip("neither docker compose nor docker-compose is installed");
    }

    /// <summary>Runs it in the repository's folder, whatever it ends with.</summary>
    /// <param name="input">What it reads; nothing when this is null.</param>
    /// <param name="arguments">Its arguments.</param>
    public Task<ProgramRun> RunAsync(string? input, params string[] arguments) => RunWithAsync(Nothing, input, arguments);

    /// <summary>Runs it with variables in addition to those of this process.</summary>
    public Task<ProgramRun> RunWithAsync(IReadOnlyDictionary<string, string> environment, string? input, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path, [.. Before, .. arguments]) { WorkingDirectory = Repository.Root };
        // It looks for nobody's cluster.
        start.Environment["KUBECONFIG"] = "/dev/null";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return ProgramRun.OfAsync(start, input ?? "");
    }

    private static Tool? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator)
            .Append(System.IO.Path.Combine(Repository.Root, "artifacts/tools"))
            .Where(folder => folder.Length > 0).Select(folder => System.IO.Path.Combine(folder, name))
            .FirstOrDefault(File.Exists) is { } path ? new Tool(path, []) : null;

    private static Tool Skip(string reason)
    {
        Assert.Skip(reason);
        return null!;
    }
}
