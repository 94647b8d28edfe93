using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Payments.Api.Accounts;
using Payments.Api.Json;
using Payments.Api.Transfers;
using Payments.Domain.Ids;
using Payments.Journal.Reading;

namespace Payments.Api.Ledger;

/// <summary>
/// The ledger as a plain-text journal for hledger: every account and currency declared, so that <c>hledger check -s</c>
/// accepts it. Signs are those of the API: a positive balance is money that is owed to the account's owner.
/// </summary>
internal static class HledgerExport
{
    /// <summary>The media type.</summary>
    public const string MediaType = "text/plain; charset=utf-8";

    private const int FlushAtBytes = 64 * 1024;

    /// <summary>Writes the journal as it is read, in the order of commits.</summary>
    public static async Task WriteAsync(
        PipeWriter output, ILedgerReader reader, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellation)
    {
        var names = new Dictionary<Guid, string>();
        var currencies = new SortedSet<string>(StringComparer.Ordinal);
        var text = new StringBuilder("; Payments Orleans. A positive amount is owed to the account's owner.\n\n");
        await foreach (var view in reader.StreamAccountsAsync(cancellation))
        {
            var account = view.Account;
            names[account.Id] = $"{AccountWords.NameOf(account.Type)}:{PublicId.Format(PublicId.Account, account.Id)}";
            currencies.Add(account.Currency.Code);
            text.Append(CultureInfo.InvariantCulture, $"account {names[account.Id]}\n");
            await FlushAsync(output, text, FlushAtBytes, cancellation);
        }

        foreach (var code in currencies)
        {
            text.Append(CultureInfo.InvariantCulture, $"commodity {Sample(Currency.Of(code))}\n");
        }

        await foreach (var entry in reader.StreamEntriesAsync(from, to, cancellation))
        {
            await NameNewAccountsAsync(entry, names, text, reader, cancellation);
            AppendEntry(text, entry, names);
            await FlushAsync(output, text, FlushAtBytes, cancellation);
        }

        await FlushAsync(output, text, 0, cancellation);
    }

    /// <summary>
    /// One entry. Its date is the UTC day of recording. The description keeps to one line without the comment sign.
    /// </summary>
    public static void AppendEntry(StringBuilder text, EntryView entry, IReadOnlyDictionary<Guid, string> names)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n{entry.RecordedAt.UtcDateTime:yyyy-MM-dd} * ");
        text.Append(CultureInfo.InvariantCulture, $"({PublicId.Format(PublicId.Entry, entry.Id)}) {EntryWords.NameOf(entry.Kind)}");
        if (entry.Description is { } description)
        {
            text.Append(" | ").Append(OneLine(description));
        }

        text.Append(CultureInfo.InvariantCulture, $"\n    ; transfer:{PublicId.Format(PublicId.Transfer, entry.TransferId)}");
        text.Append(CultureInfo.InvariantCulture, $", recorded:{Times.Text(entry.RecordedAt)}\n");
        foreach (var posting in entry.Postings)
        {
            var amount = new Money(posting.Amount, entry.Currency);
            text.Append(CultureInfo.InvariantCulture, $"    {names[posting.AccountId]}  {amount.ToMajorUnits()} {entry.Currency}\n");
        }
    }

    private static string Sample(Currency currency) =>
        currency.Exponent == 0 ? $"1000. {currency}" : $"1000.{new string('0', currency.Exponent)} {currency}";

    private static string OneLine(string text) =>
        new([.. text.Select(letter => letter is ';' or '|' ? ',' : char.IsControl(letter) ? ' ' : letter)]);

    /// <summary>An account's first entry may be newer than the list of accounts was.</summary>
    private static async ValueTask NameNewAccountsAsync(
        EntryView entry, Dictionary<Guid, string> names, StringBuilder text, ILedgerReader reader, CancellationToken cancellation)
    {
        foreach (var posting in entry.Postings)
        {
            if (names.ContainsKey(posting.AccountId))
            {
                continue;
            }

            var view = await reader.FindAccountAsync(posting.AccountId, cancellation)
                ?? throw new InvariantViolationException($"entry {entry.Id} names an account that is not there");
            names[posting.AccountId] =
                $"{AccountWords.NameOf(view.Account.Type)}:{PublicId.Format(PublicId.Account, posting.AccountId)}";
            text.Append(CultureInfo.InvariantCulture, $"\naccount {names[posting.AccountId]}\n");
        }
    }

    private static async ValueTask FlushAsync(PipeWriter output, StringBuilder text, int from, CancellationToken cancellation)
    {
        if (text.Length < from || text.Length == 0)
        {
            return;
        }

        output.Write(Encoding.UTF8.GetBytes(text.ToString()));
        text.Clear();
        await output.FlushAsync(cancellation);
    }
}
