using System.Text.RegularExpressions;

namespace Payments.Architecture.Tests;

/// <summary>A C# file: its lines, its text without comments, and its code without comments and string contents.</summary>
internal sealed partial record SourceFile(string Path, string Text)
{
    public string Name => System.IO.Path.GetFileName(Path);

    public int Lines => Text.Split('\n').Length - (Text.EndsWith('\n') ? 1 : 0);

    public string WithoutComments => Token().Replace(Text, found => IsComment(found.Value) ? Blank(found.Value) : found.Value);

    public string Code => Token().Replace(Text, found => IsComment(found.Value) ? Blank(found.Value) : "\"\"");

    public static SourceFile Read(string path) => new(path, Repository.Read(path).ReplaceLineEndings("\n"));

    /// <summary>Each match in the code as "path:line: text of the match".</summary>
    public IEnumerable<string> Find(Regex pattern)
    {
        var code = Code;
        return pattern.Matches(code).Select(found => $"{Path}:{LineOf(code, found.Index)}: {found.Value.Trim()}");
    }

    private static int LineOf(string text, int index) => text.AsSpan(0, index).Count('\n') + 1;

    private static bool IsComment(string token) =>
        token.StartsWith("//", StringComparison.Ordinal) || token.StartsWith("/*", StringComparison.Ordinal);

    private static string Blank(string comment) => new('\n', comment.Count(letter => letter == '\n'));

    // Comments, raw strings, verbatim strings, strings, characters: whichever begins first wins.
    [GeneratedRegex("""
        //[^\n]*
        | /\*.*?\*/
        | \$*(?<quotes>"{3,}).*?\k<quotes>
        | (?:@\$?|\$@)"(?:[^"]|"")*"
        | \$?"(?:\\.|[^"\\\n])*"
        | '(?:\\.[^']*|[^'\\\n])'
        """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Token();
}
