using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Payments.Architecture.Tests;

/// <summary>References point one way: front end and grains to the rules, nothing to the front end.</summary>
public sealed partial class ProjectReferenceTests
{
    private static readonly Dictionary<string, string[]> MayReference = new()
    {
        ["Payments.SimulatedSilo"] = [],
        ["Payments.Domain"] = [],
        ["Payments.Journal"] = ["Payments.Domain"],
        ["Payments.Telemetry"] = [],
        ["Payments.Grains.Abstractions"] = ["Payments.Domain"],
        ["Payments.Grains"] = ["Payments.Grains.Abstractions", "Payments.Domain", "Payments.Journal"],
        ["Payments.Hosting"] = ["Payments.Grains.Abstractions", "Payments.Journal", "Payments.Telemetry"],
        ["Payments.Api"] =
        [
            "Payments.Grains.Abstractions", "Payments.Domain", "Payments.Journal", "Payments.Hosting", "Payments.Telemetry",
        ],
        ["Payments.Silo"] =
        [
            "Payments.Api", "Payments.Hosting", "Payments.Grains", "Payments.Grains.Abstractions", "Payments.Domain", "Payments.Journal",
            "Payments.SimulatedSilo", "Payments.Telemetry",
        ],
    };

    private static IReadOnlyList<string> Projects { get; } =
        [.. Repository.Files.Where(path => path.EndsWith(".csproj", StringComparison.Ordinal))];

    private static IEnumerable<string> ProductProjects =>
        Projects.Where(path => !path.StartsWith("tests/", StringComparison.Ordinal));

    [Fact]
    public void Each_project_references_only_what_it_may()
    {
        Assert.Contains(Projects, path => NameOf(path) == "Payments.Domain");

        Repository.AssertNone(
            from project in ProductProjects
            from reference in References(project)
            where !MayReference.GetValueOrDefault(NameOf(project), []).Contains(reference)
            select $"{project} references {reference}",
            "a reference against the direction (the grain runtime comes from grains/GrainRuntime.props)");
    }

    [Fact]
    public void Each_product_project_has_a_rule() => Repository.AssertNone(
        ProductProjects.Select(NameOf).Where(name => !MayReference.ContainsKey(name)),
        "say in this test what these may reference");

    [Fact]
    public void Grain_code_takes_its_runtime_from_one_place() => Repository.AssertNone(
        Projects.Where(path => path.StartsWith("src/", StringComparison.Ordinal) || path.StartsWith("grains/", StringComparison.Ordinal))
            .Where(path => Repository.Read(path).Contains("Microsoft.Orleans", StringComparison.Ordinal)),
        "import grains/GrainRuntime.props instead of naming Orleans packages");

    [Fact]
    public void Grain_code_does_not_know_its_runtime() => Repository.AssertNone(
        Repository.SourcesUnder("src/", "grains/").SelectMany(file => file.Find(RuntimeSwitch())),
        "src and grains compile unchanged on both runtimes");

    [Fact]
    public void The_front_end_never_talks_to_PostgreSQL_itself()
    {
        Repository.AssertNone(
            Repository.SourcesUnder("src/Payments.Api/").SelectMany(file => file.Find(Npgsql())),
            "the front end knows grain interfaces and readers of the journal, never SQL");
        Assert.DoesNotContain("Npgsql", Repository.Read("src/Payments.Api/Payments.Api.csproj"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_solution_holds_every_project()
    {
        var solution = Repository.Read("PaymentsOrleans.sln").Replace('\\', '/');

        Repository.AssertNone(
            Projects.Where(path => !solution.Contains($"\"{path}\"", StringComparison.Ordinal)),
            "these are not in PaymentsOrleans.sln");
    }

    private static string NameOf(string project) => Path.GetFileNameWithoutExtension(project);

    private static IEnumerable<string> References(string project) =>
        XDocument.Parse(Repository.Read(project)).Descendants("ProjectReference")
            .Select(reference => NameOf(reference.Attribute("Include")!.Value.Replace('\\', '/')));

    [GeneratedRegex(@"#(?:el)?if\b.*\b(?:ORLEANS|SIMULATED_SILO)\b")]
    private static partial Regex RuntimeSwitch();

    [GeneratedRegex(@"\bNpgsql\w*")]
    private static partial Regex Npgsql();
}
