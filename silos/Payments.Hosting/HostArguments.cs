namespace Payments.Hosting;

/// <summary>What every process of this system tells its host before anything else is configured.</summary>
public static class HostArguments
{
    /// <summary>
    /// Settings are read once, at the start. To reload them the host would watch the whole folder that it was started in, and
    /// with PostgreSQL's data inside (as <c>./run</c> has it) it hears of every file that PostgreSQL writes.
    /// </summary>
    private const string SettingsAreReadOnce = "--hostBuilder:reloadConfigOnChange=false";

    /// <summary>These arguments, behind what the host has to know; who starts the process has the last word.</summary>
    public static string[] Before(string[] arguments) => [SettingsAreReadOnce, .. arguments];
}
