using System.IO.Pipelines;
using System.Text.Json;
using Payments.Api.Accounts;
using Payments.Api.Json;
using Payments.Domain.Ids;
using Payments.Journal.Reading;

namespace Payments.Api.Statements;

/// <summary>A statement as one JSON object, streamed.</summary>
internal static class JsonStatement
{
    private const int FlushAtBytes = 32 * 1024;

    /// <summary>Writes it.</summary>
    public static async Task WriteAsync(
        PipeWriter output, StatementPeriod period, ILedgerReader reader, CancellationToken cancellation)
    {
        await using var json = JsonAnswer.WriterTo(output);
        json.WriteStartObject();
        json.WriteString("object"u8, "statement"u8);
        json.WriteId("account"u8, PublicId.Account, period.Account.Id);
        json.WriteString("currency"u8, period.Account.Currency.Code);
        json.WriteNumber("exponent"u8, period.Account.Currency.Exponent);
        json.WriteTime("from"u8, period.From);
        json.WriteTime("to"u8, period.To);
        json.WriteNumber("opening_balance"u8, period.Opening.Posted);
        json.WriteNumber("closing_balance"u8, period.Closing.Posted);
        json.WriteStartArray("lines"u8);
        await foreach (var line in period.LinesAsync(reader, cancellation))
        {
            StatementLineAnswer.Write(json, line, period.Account.Currency);
            if (json.BytesPending > FlushAtBytes)
            {
                await json.FlushAsync(cancellation);
                await output.FlushAsync(cancellation);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancellation);
    }
}
