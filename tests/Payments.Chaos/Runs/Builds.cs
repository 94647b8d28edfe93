namespace Payments.Chaos.Runs;

/// <summary>Where the programs are that a run starts.</summary>
internal static class Builds
{
    private const string Marker = "deploy/postgres/server.sh";

    internal static string Silo { get; } = Path.Combine(Beside("Payments.Silo"), "Payments.Silo.dll");

    internal static string FrontEnd { get; } = Path.Combine(Beside("Payments.Api"), "Payments.Api.dll");

    /// <summary>A second build of both, with another version and a further migration; null when <c>./test</c> has not made it.</summary>
    internal static (string Silo, string FrontEnd)? Next =>
        Environment.GetEnvironmentVariable("CHAOS_NEXT") is { Length: > 0 } folder
            ? (Path.Combine(folder, "Payments.Silo", "release", "Payments.Silo.dll"), Path.Combine(folder, "Payments.Api", "release", "Payments.Api.dll"))
            : null;

    internal static string Repository { get; } = FindRepository();

    private static string Beside(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent!.Parent!.FullName, project, own.Name);
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Marker)))
            {
                return folder.FullName;
            }
        }

        throw new FileNotFoundException($"{Marker} is in no folder above {AppContext.BaseDirectory}");
    }
}
