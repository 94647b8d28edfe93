using System.Globalization;
using System.Xml;
using Payments.Api.Json;
using Payments.Api.Transfers;
using Payments.Domain.Ids;
using Payments.Journal.Reading;

namespace Payments.Api.Statements;

/// <summary>
/// A statement as ISO 20022 camt.053.001.08: opening and closing booked balances, every posting as an entry with an unsigned
/// amount and its direction. Opening plus entries is closing.
/// </summary>
internal static class Camt053Statement
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/xml";

    private const string Namespace = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08";
    private const int RemittanceMax = 140;
    private const int ReferenceMax = 35;

    /// <summary>Writes it.</summary>
    public static async Task WriteAsync(
        Stream output, StatementPeriod period, ILedgerReader reader, DateTimeOffset now, CancellationToken cancellation)
    {
        var settings = new XmlWriterSettings { Async = true, CloseOutput = false, Encoding = new System.Text.UTF8Encoding(false) };
        await using var xml = XmlWriter.Create(output, settings);
        await xml.WriteStartDocumentAsync();
        Open(xml, "Document", "BkToCstmrStmt", "GrpHdr");
        Text(xml, "MsgId", $"{period.Closing.Sequence}-{now.ToUnixTimeMilliseconds()}");
        Text(xml, "CreDtTm", Times.Text(now));
        xml.WriteEndElement();
        Open(xml, "Stmt");
        WriteHead(xml, period, now);
        await foreach (var line in period.LinesAsync(reader, cancellation))
        {
            WriteEntry(xml, line, period.Account.Currency);
            await xml.FlushAsync();
        }

        await xml.WriteEndDocumentAsync();
    }

    private static void WriteHead(XmlWriter xml, StatementPeriod period, DateTimeOffset now)
    {
        Text(xml, "Id", $"{period.Opening.Sequence}-{period.Closing.Sequence}");
        Text(xml, "CreDtTm", Times.Text(now));
        Open(xml, "FrToDt");
        Text(xml, "FrDtTm", Times.Text(period.From));
        Text(xml, "ToDtTm", Times.Text(period.To));
        xml.WriteEndElement();
        Open(xml, "Acct", "Id", "Othr");
        Text(xml, "Id", PublicId.Format(PublicId.Account, period.Account.Id));
        xml.WriteEndElement();
        xml.WriteEndElement();
        Text(xml, "Ccy", period.Account.Currency.Code);
        xml.WriteEndElement();
        WriteBalance(xml, "OPBD", period.Opening.Posted, period.Account.Currency, period.From);
        WriteBalance(xml, "CLBD", period.Closing.Posted, period.Account.Currency, period.To);
    }

    private static void WriteBalance(XmlWriter xml, string code, long posted, Currency currency, DateTimeOffset at)
    {
        Open(xml, "Bal", "Tp", "CdOrPrtry");
        Text(xml, "Cd", code);
        xml.WriteEndElement();
        xml.WriteEndElement();
        WriteAmount(xml, posted, currency);
        Open(xml, "Dt");
        Text(xml, "DtTm", Times.Text(at));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteEntry(XmlWriter xml, StatementLine line, Currency currency)
    {
        Open(xml, "Ntry");
        Text(xml, "NtryRef", line.Posting.Sequence.ToString(CultureInfo.InvariantCulture));
        WriteAmount(xml, line.Posting.Amount, currency);
        Text(xml, "RvslInd", line.Kind == Domain.Ledger.EntryKind.Reversal ? "true" : "false");
        Nested(xml, "Sts", "Cd", "BOOK");
        Nested(xml, "BookgDt", "DtTm", Times.Text(line.RecordedAt));
        Text(xml, "AcctSvcrRef", PublicId.Format(PublicId.Entry, line.Posting.EntryId));
        Open(xml, "BkTxCd");
        Nested(xml, "Prtry", "Cd", EntryWords.NameOf(line.Kind));
        xml.WriteEndElement();
        Open(xml, "NtryDtls", "TxDtls", "Refs");
        Text(xml, "EndToEndId", line.Reference is null ? "NOTPROVIDED" : Shortened(line.Reference, ReferenceMax));
        Text(xml, "TxId", PublicId.Format(PublicId.Transfer, line.TransferId));
        xml.WriteEndElement();
        if (line.Description is { } description)
        {
            Nested(xml, "RmtInf", "Ustrd", Shortened(description, RemittanceMax));
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    /// <summary>An unsigned amount and its direction: CRDT is what raises the balance.</summary>
    private static void WriteAmount(XmlWriter xml, long amount, Currency currency)
    {
        xml.WriteStartElement("Amt", Namespace);
        xml.WriteAttributeString("Ccy", currency.Code);
        xml.WriteString(new Money(Math.Abs(amount), currency).ToMajorUnits());
        xml.WriteEndElement();
        Text(xml, "CdtDbtInd", amount < 0 ? "DBIT" : "CRDT");
    }

    /// <summary>XML 1.0 has no place for a few characters that JSON may hold.</summary>
    private static string Shortened(string text, int max)
    {
        var end = text.Length <= max ? text.Length : char.IsHighSurrogate(text[max - 1]) ? max - 1 : max;
        return new string([.. text[..end].Select(letter => XmlConvert.IsXmlChar(letter) || char.IsSurrogate(letter) ? letter : '\uFFFD')]);
    }

    private static void Open(XmlWriter xml, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            xml.WriteStartElement(name, Namespace);
        }
    }

    private static void Nested(XmlWriter xml, string outer, string inner, string text)
    {
        xml.WriteStartElement(outer, Namespace);
        Text(xml, inner, text);
        xml.WriteEndElement();
    }

    private static void Text(XmlWriter xml, string name, string text) => xml.WriteElementString(name, Namespace, text);
}
