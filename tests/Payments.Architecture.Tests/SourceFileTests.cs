using System.Text.RegularExpressions;

namespace Payments.Architecture.Tests;

/// <summary>The rules look at code only, so what counts as code is tested itself.</summary>
public sealed class SourceFileTests
{
    private const string Example = """"
        // decimal one
        /* decimal
           two */
        var three = "decimal"; var four = @"decimal ""x"""; var five = $"{decimal}";
        var six = """
            decimal
            """;
        var seven = '"'; decimal eight = 8; /// decimal nine
        """";

    [Fact]
    public void Comments_and_strings_are_not_code()
    {
        var found = new SourceFile("example.cs", Example).Find(new Regex(@"\bdecimal\b")).ToList();

        // Line 6 of the example: the raw string's own lines are folded into one.
        Assert.Single(found);
        Assert.EndsWith(": decimal", found[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Strings_stay_when_only_comments_are_left_out()
    {
        var text = new SourceFile("example.cs", Example).WithoutComments;

        Assert.Contains("\"decimal\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("decimal nine", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_are_counted_without_the_last_line_break() =>
        Assert.Equal(2, new SourceFile("example.cs", "one\ntwo\n").Lines);
}
