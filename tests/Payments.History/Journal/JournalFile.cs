using System.Text.Json;
using Payments.History.Records;

namespace Payments.History.Journal;

/// <summary>The journal after a run, exported from its tables.</summary>
public sealed record JournalFile
{
    public required DateTimeOffset ExportedAt { get; init; }

    public required IReadOnlyList<JournalAccount> Accounts { get; init; }

    public required IReadOnlyList<JournalEntry> Entries { get; init; }

    public required IReadOnlyList<JournalHold> Holds { get; init; }

    /// <summary>In the order of their positions.</summary>
    public required IReadOnlyList<JournalEvent> Events { get; init; }

    public required IReadOnlyList<JournalOperation> Operations { get; init; }

    public static JournalFile Read(string path) =>
        Of(File.ReadLines(path).Select(line => JsonSerializer.Deserialize(line, HistoryJson.Default.JournalLine)!));

    public static JournalFile Of(IEnumerable<JournalLine> lines)
    {
        List<JournalLine> all = [.. lines];
        return new JournalFile
        {
            ExportedAt = all.Max(line => line.ExportedAt) ?? throw new InvalidDataException("the export does not say when it was made"),
            Accounts = [.. all.Select(line => line.Account).OfType<JournalAccount>()],
            Entries = [.. all.Select(line => line.Entry).OfType<JournalEntry>()],
            Holds = [.. all.Select(line => line.Hold).OfType<JournalHold>()],
            Events = [.. all.Select(line => line.Event).OfType<JournalEvent>().OrderBy(line => line.Position)],
            Operations = [.. all.Select(line => line.Operation).OfType<JournalOperation>()],
        };
    }

    /// <summary>Writes an export, line by line.</summary>
    public static async Task WriteAsync(string path, IAsyncEnumerable<JournalLine> lines)
    {
        await using var file = new StreamWriter(path, append: false);
        await foreach (var line in lines)
        {
            await file.WriteLineAsync(JsonSerializer.Serialize(line, HistoryJson.Default.JournalLine));
        }
    }
}
