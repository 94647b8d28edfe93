using System.Text.Json;
using System.Text.RegularExpressions;
using Payments.Deploy.Tests.Settings;

namespace Payments.Deploy.Tests.Containers;

public sealed partial class ContainerFileTests
{
    /// <summary>The version that everything is built with when nobody says another one.</summary>
    internal static string DefaultOrleansVersion { get; } =
        Regex.Match(Repository.Read("Directory.Packages.props"), "<OrleansVersionDefault>(.+)</OrleansVersionDefault>").Groups[1].Value;

    [Fact]
    public void There_is_one_for_silos_and_one_for_front_ends() =>
        Assert.Equal(["payments-front-end", "payments-silo"], ContainerFile.All.Select(file => file.Image).Order());

    [Fact]
    public void Base_images_have_an_exact_version() =>
        Assert.All(ContainerFile.All.SelectMany(file => file.Bases), image => Assert.Matches(ExactVersion(), image));

    [Fact]
    public void They_build_with_the_version_of_Orleans_that_is_the_default_everywhere()
    {
        Assert.Matches(@"^\d+\.\d+\.\d+$", DefaultOrleansVersion);
        Assert.All(ContainerFile.All, file => Assert.Equal(DefaultOrleansVersion, file.OrleansVersion));
        Assert.All(
            new[] { "Directory.Build.props", "grains/GrainRuntime.proj" },
            path => Assert.DoesNotContain(DefaultOrleansVersion, Repository.Read(path), StringComparison.Ordinal));
    }

    [Fact]
    public void They_start_from_the_same_images_of_an_SDK_that_may_build_this()
    {
        Assert.Single(ContainerFile.All.Select(file => string.Join(' ', file.Bases)).Distinct());
        using var global = JsonDocument.Parse(Repository.Read("global.json"));
        var least = Version.Parse(global.RootElement.GetProperty("sdk").GetProperty("version").GetString()!);
        var image = Version.Parse(Regex.Match(ContainerFile.All[0].Bases.First(), @"/sdk:([\d.]+)-").Groups[1].Value);
        Assert.True(image >= least && (image.Major, image.Minor) == (least.Major, least.Minor), $"{image} builds nothing for {least}");
    }

    [Fact]
    public void They_publish_a_project_that_is_there_and_start_what_it_makes() => Assert.All(ContainerFile.All, file =>
    {
        Assert.True(Repository.Exists(file.Project), file.Project);
        Assert.Contains($"\"{Path.GetFileNameWithoutExtension(file.Project)}.dll\"", file.LastStage, StringComparison.Ordinal);
        Assert.Contains("-p:GrainRuntime=Orleans", file.Text, StringComparison.Ordinal);
    });

    [Fact]
    public void They_run_as_a_user_with_a_number_who_is_not_root() => Assert.All(ContainerFile.All, file => Assert.Equal("1654:1654", file.User));

    [Fact]
    public void Their_settings_are_read() =>
        Assert.Empty(ContainerFile.All.SelectMany(file => file.Variables).Select(BoundSettings.Complaint).OfType<string>());

    [Fact]
    public void What_the_build_copies_is_not_ignored()
    {
        var ignore = Repository.Read(".dockerignore").Split('\n');
        foreach (var needed in new[] { "src", "grains", "silos", "docs/refusals.md", "Directory.Build.props", "Directory.Packages.props", "BannedSymbols.txt", "global.json" })
        {
            Assert.Contains("!" + needed, ignore);
            Assert.True(Repository.Exists(needed), needed);
        }
    }

    [Theory]
    [InlineData("postgres:17.6-bookworm", true)]
    [InlineData("prom/prometheus:v3.5.0", true)]
    [InlineData("prom/prometheus:v3.5.0@sha256:00", true)]
    [InlineData("postgres:17", false)]
    [InlineData("postgres:latest", false)]
    [InlineData("postgres", false)]
    public void An_exact_version_is_told_from_a_moving_one(string image, bool isExact) => Assert.Equal(isExact, ExactVersion().IsMatch(image));

    /// <summary>A tag with at least two points of version, or one and a distribution: what does not move to other contents.</summary>
    [GeneratedRegex(@"^[a-z0-9./-]+:v?\d+\.\d+(\.\d+|-[a-z]+)[a-z0-9.-]*(@sha256:[0-9a-f]+)?$")]
    internal static partial Regex ExactVersion();
}
