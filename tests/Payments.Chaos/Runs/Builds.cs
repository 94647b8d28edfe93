namespace Payments.Chaos.Runs;

/// <summary>Where the programs are that a run starts.</summary>
internal static class Builds
{
    internal static string Silo { get; } = BuiltProgram.AssemblyOf("Payments.Silo");

    internal static string FrontEnd { get; } = BuiltProgram.AssemblyOf("Payments.Api");

    /// <summary>A second build of both, with another version and a further migration; null when <c>./test</c> has not made it.</summary>
    internal static (string Silo, string FrontEnd)? Next =>
        Environment.GetEnvironmentVariable("CHAOS_NEXT") is { Length: > 0 } folder
            ? (Path.Combine(folder, "Payments.Silo", "release", "Payments.Silo.dll"), Path.Combine(folder, "Payments.Api", "release", "Payments.Api.dll"))
            : null;
}
