using System.Text.RegularExpressions;

namespace Payments.Deploy.Tests.Tools;

/// <summary>What kubectl says of itself: "Client Version: v1.32.4".</summary>
internal static partial class ClientVersion
{
    public static bool IsAtLeast(string said, Version least) =>
        Number().Match(said) is { Success: true } found && Version.Parse(found.Groups[1].Value) >= least;

    [GeneratedRegex(@"Client Version: v(\d+\.\d+)\.\d+")]
    private static partial Regex Number();
}
