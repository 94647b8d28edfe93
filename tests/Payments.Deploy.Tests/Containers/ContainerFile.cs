using System.Text.RegularExpressions;

namespace Payments.Deploy.Tests.Containers;

/// <summary>What a Dockerfile of ours says.</summary>
internal sealed partial record ContainerFile(string Path, string Text)
{
    public static IReadOnlyList<ContainerFile> All { get; } =
        [.. Repository.Files("deploy/containers", "*.Dockerfile").Select(path => new ContainerFile(path, Repository.Read(path)))];

    /// <summary>The image that is built from it: its comment says so, and the manifests use the name.</summary>
    public string Image => ImageName().Match(Text).Groups[1].Value;

    /// <summary>The images that it starts from.</summary>
    public IEnumerable<string> Bases => From().Matches(Text).Select(match => match.Groups[1].Value);

    /// <summary>What the last stage says.</summary>
    public string LastStage => Text[Text.LastIndexOf("\nFROM ", StringComparison.Ordinal)..];

    public IEnumerable<string> Ports => Regex.Match(LastStage, @"^EXPOSE (.+)$", RegexOptions.Multiline).Groups[1].Value.Split(' ');

    public string User => Regex.Match(LastStage, @"^USER (.+)$", RegexOptions.Multiline).Groups[1].Value;

    /// <summary>Variables that the image sets.</summary>
    public IEnumerable<string> Variables =>
        Regex.Match(LastStage, @"^ENV (.+)$", RegexOptions.Multiline).Groups[1].Value.Split(' ').Select(pair => pair.Split('=')[0]);

    /// <summary>Folders that it makes for its user.</summary>
    public IEnumerable<string> OwnedFolders =>
        Regex.Matches(LastStage, $@"^RUN install -d -o {User.Split(':')[0]} -g {User.Split(':')[1]} -m 700 (\S+)$", RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value);

    /// <summary>The version of Microsoft Orleans that it is built with when nobody says another one.</summary>
    public string OrleansVersion => Regex.Match(Text, @"^ARG ORLEANS_VERSION=(\S+)$", RegexOptions.Multiline).Groups[1].Value;

    /// <summary>The project that is published.</summary>
    public string Project => Regex.Match(Text, @"dotnet publish (\S+)").Groups[1].Value;

    [GeneratedRegex(@"-t (payments-[a-z-]+):")]
    private static partial Regex ImageName();

    [GeneratedRegex(@"^FROM (\S+)", RegexOptions.Multiline)]
    private static partial Regex From();
}
