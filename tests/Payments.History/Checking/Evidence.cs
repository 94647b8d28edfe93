using Payments.History.Journal;
using Payments.History.Ledger;
using Payments.History.Records;

namespace Payments.History.Checking;

/// <summary>What clients saw, what the journal holds, and what follows from both.</summary>
public sealed class Evidence
{
    public Evidence(HistoryFile history, JournalFile journal)
    {
        (History, Journal) = (history, journal);
        // What follows from the journal alone, beside what joins it with the history.
        var replayed = Task.Run(() => (ReferenceLedger.Replay(journal), PostingsOf(journal)));
        Effects = new Effects(journal);
        Groups =
        [
            .. history.Operations.Where(operation => operation.IsWrite).GroupBy(operation => operation.Invoke.Key!)
                .Select(attempts => new KeyGroup(attempts.Key, attempts)),
        ];
        GroupOf = Groups.ToDictionary(group => group.Key);
        EffectOf = Groups.ToDictionary(group => group, Effects.Of);
        Windows = new Windows(EffectOf.Select(pair => (pair.Key, pair.Value)));
        (Ledger, Postings) = replayed.GetAwaiter().GetResult();
    }

    public HistoryFile History { get; }

    public JournalFile Journal { get; }

    public ReferenceLedger Ledger { get; }

    public Effects Effects { get; }

    public IReadOnlyList<KeyGroup> Groups { get; }

    public IReadOnlyDictionary<string, KeyGroup> GroupOf { get; }

    public IReadOnlyDictionary<KeyGroup, IReadOnlyList<JournalEvent>> EffectOf { get; }

    public Windows Windows { get; }

    /// <summary>Every posting of the journal as an answer would show it, by account and sequence.</summary>
    public IReadOnlyDictionary<(string Account, long Sequence), SeenPosting> Postings { get; }

    /// <summary>The wall clock at an instant of the monotonic one.</summary>
    public DateTimeOffset WallClock(long instant) =>
        instant == long.MaxValue ? DateTimeOffset.MaxValue : History.Run.StartedAt.AddMicroseconds(instant);

    private static Dictionary<(string, long), SeenPosting> PostingsOf(JournalFile journal)
    {
        var postings = new Dictionary<(string, long), SeenPosting>();
        foreach (var entry in journal.Entries)
        {
            foreach (var posting in entry.Postings)
            {
                postings[(posting.Account, posting.Sequence)] = new SeenPosting(
                    posting.Sequence, entry.Id, posting.Amount, posting.PostedAfter, posting.HeldAfter);
            }
        }

        return postings;
    }
}

/// <summary>Something that must not be.</summary>
/// <param name="Check">The check that found it.</param>
/// <param name="What">In words, with the smallest witness.</param>
/// <param name="Operations">The operations that show it.</param>
public sealed record Violation(string Check, string What, params IReadOnlyList<Operation> Operations);
