using System.Buffers;
using System.Text.RegularExpressions;

namespace Payments.Architecture.Tests;

/// <summary>Each path that the documents name exists.</summary>
public sealed partial class ReadmeTests
{
    private static readonly SearchValues<char> NotInPaths = SearchValues.Create("<>*{}$ ");

    private static readonly string[] Folders = ["src/", "grains/", "silos/", "tests/", "deploy/", "docs/", "seeds/", ".ci/"];

    [Fact]
    public void Each_path_in_the_readme_exists()
    {
        var paths = PathsOf(Repository.Read("README.md")).ToList();

        Assert.True(paths.Count > 0, "README.md names no path: it should let the reader follow one payment");
        Repository.AssertNone(paths.Where(path => !Repository.Exists(path)), "README.md names what does not exist");
    }

    [Fact]
    public void Each_path_in_the_documents_exists() => Repository.AssertNone(
        from document in Repository.Files
        where document.StartsWith("docs/", StringComparison.Ordinal) && document.EndsWith(".md", StringComparison.Ordinal)
        from path in PathsOf(Repository.Read(document))
        where !Repository.Exists(path) && !Repository.Exists(Path.Combine(Path.GetDirectoryName(document)!, path))
        select $"{document}: {path}",
        "a document names what does not exist");

    [Fact]
    public void Paths_are_found_in_code_spans_and_links() => Assert.Equal(
        ["src/Payments.Api/Program.cs", "docs/glossary.md", "run"],
        PathsOf("""
            | ① | `src/Payments.Api/Program.cs` | [words](docs/glossary.md#hold) | [site](https://example.org/docs/x.md) |
            Type `./run` or `curl -sS localhost:8080/v1/transfers`; `src/<name>/*.cs` are patterns.
            """));

    private static IEnumerable<string> PathsOf(string markdown) =>
        CodeSpan().Matches(markdown).Concat(Link().Matches(markdown))
            .OrderBy(found => found.Index)
            .Select(found => found.Groups[1].Value.Split('#')[0])
            .Select(path => path.StartsWith("./", StringComparison.Ordinal) ? path[2..].Split(' ')[0] : path)
            .Where(path => path.Length > 0 && !path.Contains("://", StringComparison.Ordinal))
            .Where(path => !path.AsSpan().ContainsAny(NotInPaths))
            .Where(path => IsPath(path))
            .Distinct();

    private static bool IsPath(string path) =>
        Folders.Any(folder => path.StartsWith(folder, StringComparison.Ordinal)) || path is "run" or "test" or "bench"
        || (path.EndsWith(".md", StringComparison.Ordinal) && !path.StartsWith('/'));

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
