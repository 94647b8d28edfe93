namespace Payments.Architecture.Tests;

/// <summary>The repository's files as they lie on disk, without what is built, measured or served from.</summary>
internal static class Repository
{
    private static readonly HashSet<string> Skipped =
        ["artifacts", ".git", ".data", ".vs", ".vscode", ".idea", "bin", "obj", "TestResults", "node_modules"];

    public static string Root { get; } = FindRoot();

    /// <summary>Paths relative to the root with forward slashes.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. FilesOf(Root).Order(StringComparer.Ordinal)];

    public static IReadOnlyList<SourceFile> Sources { get; } =
        [.. Files.Where(path => path.EndsWith(".cs", StringComparison.Ordinal)).Select(SourceFile.Read)];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static bool Exists(string path) => Path.Exists(Path.Combine(Root, path));

    /// <summary>The sources under one of the folders; a rule that looked at nothing would prove nothing.</summary>
    public static IReadOnlyList<SourceFile> SourcesUnder(params string[] folders)
    {
        List<SourceFile> found =
            [.. Sources.Where(file => folders.Any(folder => file.Path.StartsWith(folder, StringComparison.Ordinal)))];
        Assert.True(found.Count > 0, $"there are no sources under {string.Join(", ", folders)}");
        return found;
    }

    /// <summary>Fails with every violation on a line of its own.</summary>
    public static void AssertNone(IEnumerable<string> violations, string rule)
    {
        List<string> found = [.. violations];
        Assert.True(found.Count == 0, $"{rule}\n  {string.Join("\n  ", found)}");
    }

    private static IEnumerable<string> FilesOf(string folder)
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries(folder))
        {
            if (!Directory.Exists(entry))
            {
                yield return Path.GetRelativePath(Root, entry).Replace('\\', '/');
            }
            else if (!Skipped.Contains(Path.GetFileName(entry)))
            {
                foreach (var file in FilesOf(entry))
                {
                    yield return file;
                }
            }
        }
    }

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "PaymentsOrleans.sln")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException($"no PaymentsOrleans.sln above {AppContext.BaseDirectory}");
    }
}
