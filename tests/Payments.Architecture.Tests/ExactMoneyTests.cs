using System.Text.RegularExpressions;

namespace Payments.Architecture.Tests;

/// <summary>Money is whole minor units in 64 bits: nothing that could round comes near the ledger.</summary>
public sealed partial class ExactMoneyTests
{
    /// <summary>Files that may use an inexact type, with the reason.</summary>
    private static readonly Dictionary<string, string> Allowed = new()
    {
        ["src/Payments.Journal/Observation/LedgerGauges.cs"] = "a gauge of seconds",
        ["src/Payments.Journal/Writing/JournalMetrics.cs"] = "histograms of seconds",
    };

    [Fact]
    public void The_ledger_knows_no_type_that_rounds() => Repository.AssertNone(
        Repository.SourcesUnder("src/Payments.Domain/Money/", "src/Payments.Domain/Ledger/", "src/Payments.Journal/")
            .Where(file => !Allowed.ContainsKey(file.Path))
            .SelectMany(file => file.Find(InexactType())),
        "amounts are long minor units; say in this test why a file needs something else");

    [Fact]
    public void The_schema_knows_no_type_that_rounds()
    {
        List<string> migrations =
        [
            .. Repository.Files.Where(path =>
                path.StartsWith("src/Payments.Journal/", StringComparison.Ordinal) && path.EndsWith(".sql", StringComparison.Ordinal)),
        ];

        Assert.NotEmpty(migrations);
        Repository.AssertNone(
            from path in migrations
            from found in InexactColumn().Matches(SqlComment().Replace(Repository.Read(path), string.Empty))
            select $"{path}: {found.Value}",
            "amounts are bigint");
    }

    [Fact]
    public void Each_exception_is_still_needed() => Repository.AssertNone(
        Allowed.Keys.Where(path => !Repository.Exists(path) || !SourceFile.Read(path).Find(InexactType()).Any()),
        "these need no exception any more");

    [Theory]
    [InlineData("decimal rate = 1;")]
    [InlineData("List<double> all = [];")]
    [InlineData("var half = (float)amount / 2;")]
    public void A_type_that_rounds_is_found(string code) =>
        Assert.Single(new SourceFile("planted.cs", code).Find(InexactType()));

    [GeneratedRegex(@"\b(?:decimal|double|float|Half|Decimal|Double|Single)\b(?!\s*[(<=])")]
    private static partial Regex InexactType();

    [GeneratedRegex(@"\b(?:numeric|decimal|real|double precision|float[48]?|money)\b", RegexOptions.IgnoreCase)]
    private static partial Regex InexactColumn();

    [GeneratedRegex("--[^\n]*")]
    private static partial Regex SqlComment();
}
