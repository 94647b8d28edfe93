namespace Payments.Journal.Tests.Faults;

/// <summary>Ways to learn an outcome that lie sometimes are not used anywhere.</summary>
public sealed class SourceTests
{
    [Theory]
    [InlineData(".IsTransient")]
    [InlineData("pg_xact_status")]
    [InlineData("txid_status")]
    [InlineData("pg_current_xact_id")]
    public void Nobody_asks_who_does_not_know(string question)
    {
        var sources = Path.Combine(Repository.Folder, "src");
        var asking = Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories)
            .Where(path => File.ReadLines(path).Any(line => !line.TrimStart().StartsWith("///", StringComparison.Ordinal) && line.Contains(question, StringComparison.Ordinal)));

        Assert.Empty(asking);
    }
}
