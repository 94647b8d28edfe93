using System.Text.RegularExpressions;

namespace Payments.Architecture.Tests;

/// <summary>Habits that a reviewer would otherwise have to watch for.</summary>
public sealed partial class CareTests
{
    /// <summary>Tests that may wait for real time, with the reason.</summary>
    private static readonly Dictionary<string, string> MayWait = new()
    {
        ["tests/Payments.Journal.Tests/Faults/RunningTwinTests.cs"] = "asks a real server again until it is in the state that the test is about",
        ["tests/Payments.Journal.Tests/Faults/CrashTests.cs"] = "its callers pause between tries while the server is down",
    };

    [Fact]
    public void No_test_sleeps() => Repository.AssertNone(
        Repository.SourcesUnder("tests/")
            .Where(file => !file.Path.StartsWith("tests/Payments.Benchmarks/", StringComparison.Ordinal))
            .Where(file => !MayWait.ContainsKey(file.Path))
            .SelectMany(Sleeps),
        "a test waits for what it expects, on a clock that it drives");

    [Fact]
    public void Tests_start_processes_in_one_place() => Repository.AssertNone(
        Repository.SourcesUnder("tests/")
            .Where(file => !file.Path.StartsWith("tests/Payments.Processes/", StringComparison.Ordinal))
            .SelectMany(file => file.Find(StartsProcess())),
        "tests/Payments.Processes starts them: it reads what they write, waits with bounds and leaves none behind");

    [Fact]
    public void A_start_of_a_process_is_found() => Assert.Single(
        new SourceFile("planted.cs", """using var kill = Process.Start("kill", ["-TERM", "1"]);""").Find(StartsProcess()));

    [Fact]
    public void Nothing_is_left_for_later() => Repository.AssertNone(
        Repository.SourcesUnder("src/", "grains/", "silos/", "tests/").SelectMany(file => Marks(file.Path, file.Text))
            .Concat(Repository.Files.Where(path => path.EndsWith(".sql", StringComparison.Ordinal) || path.EndsWith(".sh", StringComparison.Ordinal))
                .SelectMany(path => Marks(path, Repository.Read(path)))),
        "finish it, or leave it out");

    [Fact]
    public void Grains_never_leave_their_scheduler() => Repository.AssertNone(
        Repository.SourcesUnder("grains/").SelectMany(file => file.Find(LeavesTheGrain())),
        "a grain's state is safe only on the grain's own scheduler");

    [Theory]
    [InlineData("await Task.Delay(100);")]
    [InlineData("await Task.Delay(TimeSpan.FromSeconds(1), cancel);")]
    [InlineData("await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);")]
    [InlineData("System.Threading.Thread.Sleep(1);")]
    public void A_sleep_is_found(string code) => Assert.Single(Sleeps(new SourceFile("planted.cs", code)));

    [Theory]
    [InlineData("await Task.Delay(TimeSpan.FromSeconds(F(1)), world.Time);")]
    [InlineData("await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancel);")]
    public void A_wait_on_a_driven_clock_is_no_sleep(string code) => Assert.Empty(Sleeps(new SourceFile("planted.cs", code)));

    private static IEnumerable<string> Sleeps(SourceFile file) => file.Find(Sleep()).Where(found => !DrivenClock().IsMatch(found));

    private static IEnumerable<string> Marks(string path, string text) =>
        path.StartsWith("tests/Payments.Architecture.Tests/", StringComparison.Ordinal)
            ? []
            : Unfinished().Matches(text).Select(found => $"{path}: {found.Value}");

    [GeneratedRegex(@"\b(?:Thread\.Sleep|Task\.Delay)\s*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)")]
    private static partial Regex Sleep();

    [GeneratedRegex(@",\s*[\w.]*(?:time|clock|timeProvider)\s*[,)]", RegexOptions.IgnoreCase)]
    private static partial Regex DrivenClock();

    [GeneratedRegex(@"\bProcess\.Start\s*\(\s*[^)\s]|\bnew Process\b")]
    private static partial Regex StartsProcess();

    [GeneratedRegex(@"\b(?:TODO|FIXME|HACK|XXX|NotImplementedException)\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"\.ConfigureAwait\(\s*false|\bTask\.Run\b|\.GetAwaiter\(\)\.GetResult\(\)")]
    private static partial Regex LeavesTheGrain();
}
