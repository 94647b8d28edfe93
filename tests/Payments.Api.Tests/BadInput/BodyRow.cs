using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Payments.Api.Tests.BadInput;

/// <summary>
/// One row of a table of bodies for <c>POST /v1/transfers</c>: what is changed in a valid body, and the answer.
/// <code>
/// amount: 1.5          -&gt; 400 invalid_value /amount     the member has this value instead
/// without amount       -&gt; 400 missing_field /amount     the member is left out
/// and "a": 1           -&gt; 400 unknown_member            this text is put behind the last member
/// body []              -&gt; 400 invalid_json              this is the whole body
/// </code>
/// &lt;FF&gt; stands for the byte FF, ‹n×text› for the text n times. ok instead of a status: it is accepted.
/// </summary>
internal sealed partial class BodyRow
{
    private const string Members =
        """
        "source":"$source","destination":"$destination","amount":100,"currency":"USD"
        """;

    private readonly string _edit;

    private BodyRow(string edit, int status, string? code, string? pointer)
    {
        _edit = edit;
        Status = status;
        Code = code;
        Pointer = pointer;
    }

    public int Status { get; }

    public string? Code { get; }

    public string? Pointer { get; }

    public static TheoryData<string> Table(string text)
    {
        var rows = text.Split('\n').Select(row => row.Trim()).Where(row => row.Length > 0 && !row.StartsWith("//", StringComparison.Ordinal));
        return new TheoryData<string>(rows.Select(row => CommentAtEnd().Replace(row, "")));
    }

    public static BodyRow Parse(string row)
    {
        var arrow = row.LastIndexOf("->", StringComparison.Ordinal);
        var words = row[(arrow + 2)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new BodyRow(
            row[..arrow].Trim(),
            words[0] == "ok" ? 201 : int.Parse(words[0], CultureInfo.InvariantCulture),
            words.Length > 1 ? words[1] : null,
            words.Length > 2 ? words[2] : null);
    }

    public byte[] Body(string source, string destination)
    {
        var text = Edit(_edit).Replace("$source", source, StringComparison.Ordinal).Replace("$destination", destination, StringComparison.Ordinal);
        return Bytes(Repetition().Replace(text, match => string.Concat(
            Enumerable.Repeat(match.Groups[2].Value, int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)))));
    }

    private static string Edit(string edit)
    {
        if (edit.StartsWith("body", StringComparison.Ordinal))
        {
            return edit["body".Length..].TrimStart();
        }

        if (edit.StartsWith("and ", StringComparison.Ordinal))
        {
            return $"{{{Members},{edit["and ".Length..]}}}";
        }

        if (edit.StartsWith("without ", StringComparison.Ordinal))
        {
            return $"{{{Without(edit["without ".Length..])}}}";
        }

        var colon = edit.IndexOf(':', StringComparison.Ordinal);
        return $"{{{Without(edit[..colon])},\"{edit[..colon]}\":{edit[(colon + 1)..].TrimStart()}}}";
    }

    private static string Without(string member) => string.Join(
        ',', Members.Split(',').Where(text => !text.StartsWith($"\"{member}\"", StringComparison.Ordinal)));

    private static byte[] Bytes(string text)
    {
        var bytes = new List<byte>();
        var at = 0;
        foreach (Match match in RawByte().Matches(text))
        {
            bytes.AddRange(Encoding.UTF8.GetBytes(text[at..match.Index]));
            bytes.Add(byte.Parse(match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            at = match.Index + match.Length;
        }

        bytes.AddRange(Encoding.UTF8.GetBytes(text[at..]));
        return [.. bytes];
    }

    [GeneratedRegex("<([0-9A-F]{2})>")]
    private static partial Regex RawByte();

    [GeneratedRegex("‹([0-9]+)×([^›]*)›")]
    private static partial Regex Repetition();

    [GeneratedRegex(" +# .*$")]
    private static partial Regex CommentAtEnd();
}
