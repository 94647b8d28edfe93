using System.Text.RegularExpressions;

namespace Payments.Architecture.Tests;

/// <summary>Clients act on codes, so each code is documented, unique and of one form.</summary>
public sealed partial class RefusalTests
{
    private static IReadOnlyList<string> Codes { get; } =
    [
        .. Repository.SourcesUnder("src/Payments.Domain/Refusals/", "src/Payments.Api/Problems/")
            .Where(file => file.Name.EndsWith("Codes.cs", StringComparison.Ordinal))
            .SelectMany(file => Code().Matches(file.WithoutComments))
            .Select(found => found.Groups[1].Value),
    ];

    [Fact]
    public void Each_code_is_documented()
    {
        Assert.NotEmpty(Codes);
        var documented = Documented().Matches(Repository.Read("docs/refusals.md")).Select(found => found.Groups[1].Value).ToHashSet();

        Repository.AssertNone(Codes.Where(code => !documented.Contains(code)), "docs/refusals.md has no row for these codes");
    }

    [Fact]
    public void Each_documented_code_exists()
    {
        var documented = Documented().Matches(Repository.Read("docs/refusals.md")).Select(found => found.Groups[1].Value).ToList();

        Assert.NotEmpty(documented);
        Repository.AssertNone(documented.Where(code => !Codes.Contains(code)), "docs/refusals.md has rows for codes that do not exist");
    }

    [Fact]
    public void Each_code_is_given_once() => Assert.Equal(Codes.Distinct(), Codes);

    [Fact]
    public void Each_code_is_snake_case() => Repository.AssertNone(
        Codes.Where(code => !SnakeCase().IsMatch(code)), "codes are snake_case");

    [GeneratedRegex("""const string \w+ = "([^"]+)";""")]
    private static partial Regex Code();

    // The first cell of a table row: | `insufficient_funds` | ...
    [GeneratedRegex(@"^\|\s*`([a-z0-9_]+)`\s*\|", RegexOptions.Multiline)]
    private static partial Regex Documented();

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
    private static partial Regex SnakeCase();
}
