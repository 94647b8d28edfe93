using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Payments.Api.Json;
using Payments.Api.Transfers;
using Payments.Domain.Ids;
using Payments.Journal.Reading;

namespace Payments.Api.Statements;

/// <summary>
/// A statement as CSV (RFC 4180). Texts that a spreadsheet would take for a formula get an apostrophe in front: they come
/// from whoever sent the money.
/// </summary>
internal static class CsvStatement
{
    /// <summary>The media type.</summary>
    public const string MediaType = "text/csv; charset=utf-8";

    private const int FlushAtLetters = 32 * 1024;

    private const string Head =
        "sequence,recorded_at,entry,kind,transfer,counter_account,amount,currency,posted_after,description,reference\r\n";

    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create("\",\r\n");

    /// <summary>Writes it.</summary>
    public static async Task WriteAsync(
        PipeWriter output, StatementPeriod period, ILedgerReader reader, CancellationToken cancellation)
    {
        var text = new StringBuilder(Head);
        await foreach (var line in period.LinesAsync(reader, cancellation))
        {
            Append(text, line, period.Account.Currency);
            if (text.Length > FlushAtLetters)
            {
                await FlushAsync(output, text, cancellation);
            }
        }

        await FlushAsync(output, text, cancellation);
    }

    /// <summary>A text that is safe in a cell.</summary>
    public static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var safe = text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;
        return safe.AsSpan().ContainsAny(NeedQuotes) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private static void Append(StringBuilder text, StatementLine line, Currency currency) => text.Append(
        CultureInfo.InvariantCulture,
        $"{line.Posting.Sequence},{Times.Text(line.RecordedAt)},{PublicId.Format(PublicId.Entry, line.Posting.EntryId)},"
        + $"{EntryWords.NameOf(line.Kind)},{PublicId.Format(PublicId.Transfer, line.TransferId)},"
        + $"{PublicId.Format(PublicId.Account, line.CounterAccount)},{line.Posting.Amount},{currency.Code},"
        + $"{line.Posting.PostedAfter},{Cell(line.Description)},{Cell(line.Reference)}\r\n");

    private static async ValueTask FlushAsync(PipeWriter output, StringBuilder text, CancellationToken cancellation)
    {
        output.Write(Encoding.UTF8.GetBytes(text.ToString()));
        text.Clear();
        await output.FlushAsync(cancellation);
    }
}
