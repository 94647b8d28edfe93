using System.Reflection;
using System.Text.RegularExpressions;
using Payments.Api.Problems;

namespace Payments.Api.Tests.Problems;

/// <summary>Each code has one HTTP mapping, and docs/refusals.md tells the same.</summary>
public sealed partial class ProblemCatalogTests
{
    public static TheoryData<string> Codes => new(
        Constants(typeof(RefusalCodes)).Concat(Constants(typeof(ProblemCodes))));

    [Theory]
    [MemberData(nameof(Codes))]
    public void Each_code_has_a_status_and_is_documented_with_it(string code)
    {
        var kind = ProblemCatalog.Of(code);
        var row = Documented()[code];

        Assert.InRange(kind.Status, 400, 504);
        Assert.Equal($"{kind.Status}", row.Status);
        Assert.Equal(new Refusal(code, "").IsLasting ? "yes" : "no", row.Lasting);
    }

    [Fact]
    public void Nothing_is_mapped_that_is_no_code() =>
        Assert.Equal(Codes.Select(row => row.Data).Order(), ProblemCatalog.Codes.Order());

    [Fact]
    public void A_lasting_refusal_is_a_decline_or_a_conflict() => Assert.All(
        Codes.Select(row => row.Data).Where(code => new Refusal(code, "").IsLasting),
        code => Assert.Contains(ProblemCatalog.Of(code).Status, new[] { 402, 409 }));

    private static IEnumerable<string> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);

    private static Dictionary<string, (string Status, string Lasting)> Documented()
    {
        using var stream = typeof(ProblemCatalog).Assembly.GetManifestResourceStream("refusals.md")!;
        using var reader = new StreamReader(stream);
        return Row().Matches(reader.ReadToEnd())
            .ToDictionary(row => row.Groups[1].Value, row => (row.Groups[2].Value, row.Groups[3].Value));
    }

    [GeneratedRegex(@"^\| `([a-z_]+)` \| (\d+) \| (yes|no) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
