namespace Payments.Benchmarks.Report;

/// <summary>Columns as wide as their widest cell, in the form that Markdown reads too.</summary>
internal static class TextTable
{
    public static string Format(IReadOnlyList<string> head, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var widths = head
            .Select((name, column) => rows.Select(row => row[column].Length).Append(name.Length).Max())
            .ToArray();
        var lines = rows.Select(row => Line(row, widths)).Prepend(Rule(widths)).Prepend(Line(head, widths));
        return string.Join('\n', lines) + "\n";
    }

    // The first columns are words and flush left; numbers, wherever they stand, are flush right.
    private static string Line(IReadOnlyList<string> cells, int[] widths) =>
        "| " + string.Join(" | ", cells.Select((cell, column) => Pad(cell, widths[column]))) + " |";

    private static string Pad(string cell, int width) =>
        cell.Length > 0 && char.IsAsciiDigit(cell[0]) ? cell.PadLeft(width) : cell.PadRight(width);

    private static string Rule(int[] widths) =>
        "| " + string.Join(" | ", widths.Select(width => new string('-', width))) + " |";
}
