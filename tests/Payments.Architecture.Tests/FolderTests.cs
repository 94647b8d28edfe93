namespace Payments.Architecture.Tests;

/// <summary>A folder is a noun of the field, and the root shows what the system is made of.</summary>
public sealed class FolderTests
{
    private static readonly HashSet<string> Banned = new(StringComparer.OrdinalIgnoreCase)
    {
        "Common", "Helpers", "Utils", "Utilities", "Services", "Managers", "Infrastructure", "Misc", "Shared",
    };

    private static readonly HashSet<string> RootEntries =
    [
        "src", "grains", "silos", "tests", "deploy", "docs", "seeds", "samples",
        "README.md", "CHANGELOG.md", "LICENSE", "PaymentsOrleans.sln", "docker-compose.yml", "run", "test", "bench",
        "Directory.Build.props", "Directory.Packages.props", "Directory.Solution.targets", "BannedSymbols.txt",
        "global.json", "nuget.config", ".editorconfig", ".gitattributes", ".gitignore", ".ci", ".github", ".dockerignore",
        // Not part of the repository:
        ".git", "artifacts", ".data", ".vs", ".vscode", ".idea",
    ];

    [Fact]
    public void No_folder_is_named_after_a_pattern()
    {
        Assert.NotEmpty(Repository.Files);

        Repository.AssertNone(
            Repository.Files.Where(path => path.Split('/')[..^1].Any(Banned.Contains)),
            "a folder is a noun of the field, not a place for everything");
    }

    [Fact]
    public void The_root_is_clean() => Repository.AssertNone(
        Directory.EnumerateFileSystemEntries(Repository.Root).Select(entry => Path.GetFileName(entry))
            .Where(name => !RootEntries.Contains(name)),
        "the root holds only what this test lists: plans and notes live elsewhere");

    [Fact]
    public void The_commands_can_be_run()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string[] commands =
        [
            "run", "test", "bench", ".ci/run", "deploy/postgres/server.sh", "deploy/postgres/backup.sh", "deploy/postgres/restore.sh",
            "deploy/postgres/standby.sh",
        ];
        foreach (var command in commands)
        {
            var mode = File.GetUnixFileMode(Path.Combine(Repository.Root, command));
            Assert.True(mode.HasFlag(UnixFileMode.UserExecute), $"{command} is not executable");
        }
    }
}
