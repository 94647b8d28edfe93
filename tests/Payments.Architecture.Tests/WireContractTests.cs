using System.Text.RegularExpressions;

namespace Payments.Architecture.Tests;

/// <summary>What silos say to each other must stay readable while old and new ones run side by side.</summary>
public sealed partial class WireContractTests
{
    private static IReadOnlyList<Declared> Types { get; } =
        [.. Repository.SourcesUnder("src/", "grains/").SelectMany(TypesOf)];

    [Fact]
    public void Each_serialized_type_has_an_alias()
    {
        List<Declared> serialized = [.. Types.Where(type => type.Attributes.Contains("GenerateSerializer", StringComparison.Ordinal))];

        Assert.NotEmpty(serialized);
        Repository.AssertNone(
            serialized.Where(type => type.Alias is null).Select(type => $"{type.Path}: {type.Name}"),
            "a wire type without [Alias] cannot be renamed or moved");
    }

    [Fact]
    public void Each_grain_interface_has_an_alias()
    {
        List<Declared> interfaces = [.. Types.Where(type => GrainInterface().IsMatch(type.Declaration))];

        Assert.NotEmpty(interfaces);
        Repository.AssertNone(
            interfaces.Where(type => type.Alias is null).Select(type => $"{type.Path}: {type.Name}"),
            "a grain interface without [Alias] cannot be renamed or moved");
    }

    [Fact]
    public void Each_method_of_a_grain_has_an_alias() => Repository.AssertNone(
        from file in Repository.SourcesUnder("grains/")
        where TypesOf(file).Any(type => GrainInterface().IsMatch(type.Declaration))
        from found in GrainMethod().Matches(file.WithoutComments)
        where !found.Groups["attributes"].Value.Contains("Alias(", StringComparison.Ordinal)
        select $"{file.Path}: {found.Groups["name"].Value}",
        "a grain method without [Alias] is called by a number that changes with its signature");

    [Fact]
    public void Each_alias_is_given_once() => Repository.AssertNone(
        Types.Where(type => type.Alias is not null).GroupBy(type => type.Alias)
            .Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(type => type.Name))}"),
        "two types share an alias");

    [Fact]
    public void Members_of_a_wire_type_have_their_numbers_written_down() => Repository.AssertNone(
        from type in Types
        where type.Attributes.Contains("GenerateSerializer", StringComparison.Ordinal)
        from parameter in Parameters(type.Declaration)
        where !parameter.Contains("Id(", StringComparison.Ordinal)
        select $"{type.Path}: {type.Name}: {parameter}",
        "a positional record numbers its members by their order: give each [property: Id(n)]");

    [Fact]
    public void Types_are_read_with_their_attributes()
    {
        var types = TypesOf(new SourceFile("planted.cs", """
            /// <summary>[Alias("not.this")]</summary>
            [GenerateSerializer, Immutable]
            [Alias("pay.one")]
            public readonly record struct One([property: Id(0)] long Amount, string Name);
            public interface ITwoGrain : IGrainWithGuidKey { }
            """)).ToList();

        Assert.Equal(["pay.one", null], types.Select(type => type.Alias));
        Assert.Equal(["[property: Id(0)] long Amount", "string Name"], Parameters(types[0].Declaration));
        Assert.Matches(GrainInterface(), types[1].Declaration);
    }

    private static IEnumerable<Declared> TypesOf(SourceFile file) =>
        TypeDeclaration().Matches(file.WithoutComments).Select(found => new Declared(
            file.Path,
            found.Groups["name"].Value,
            found.Groups["attributes"].Value,
            found.Value[found.Groups["attributes"].Length..],
            AliasOf(found.Groups["attributes"].Value)));

    private static string? AliasOf(string attributes) =>
        Alias().Match(attributes) is { Success: true } found ? found.Groups[1].Value : null;

    /// <summary>The parameters of a record's primary constructor; a comma inside brackets does not part them.</summary>
    private static IEnumerable<string> Parameters(string declaration)
    {
        var open = declaration.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || !declaration.Contains("record", StringComparison.Ordinal))
        {
            yield break;
        }

        var depth = 0;
        var start = open + 1;
        for (var at = open; at < declaration.Length; at++)
        {
            depth += declaration[at] is '(' or '[' or '<' ? 1 : declaration[at] is ')' or ']' or '>' ? -1 : 0;
            if (depth == 0 || (depth == 1 && declaration[at] == ','))
            {
                var parameter = declaration[start..at].Trim();
                if (parameter.Length > 0)
                {
                    yield return parameter;
                }

                start = at + 1;
                if (depth == 0)
                {
                    yield break;
                }
            }
        }
    }

    private sealed record Declared(string Path, string Name, string Attributes, string Declaration, string? Alias);

    [GeneratedRegex("""
        (?<attributes>(?:\[(?:[^\[\]"]|"[^"]*")*\]\s*)*)
        (?:public|internal|private|protected)\s+(?:(?:static|sealed|abstract|readonly|partial|file)\s+)*
        (?:record\s+struct|record\s+class|record|class|struct|interface|enum)\s+
        (?<name>\w+)[^{;]*
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex("""\bAlias\("([^"]+)"\)""")]
    private static partial Regex Alias();

    [GeneratedRegex(@"^public\s+interface\s+\w+\s*:.*\bIGrainWith\w+Key\b", RegexOptions.Singleline)]
    private static partial Regex GrainInterface();

    [GeneratedRegex("""(?<attributes>(?:\[(?:[^\[\]"]|"[^"]*")*\]\s*)*)(?:Task|ValueTask|IAsyncEnumerable)(?:<[^;(]*>)?\s+(?<name>\w+)\(""")]
    private static partial Regex GrainMethod();
}
