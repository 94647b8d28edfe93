using Payments.Domain.Ledger;

namespace Payments.Api.Transfers;

/// <summary>Kinds of journal entries as clients write them.</summary>
internal static class EntryWords
{
    /// <summary>All kinds.</summary>
    public static readonly string[] Kinds = [.. Enum.GetValues<EntryKind>().Select(NameOf)];

    /// <summary>The word for a kind.</summary>
    public static string NameOf(EntryKind kind) => kind switch
    {
        EntryKind.Transfer => "transfer",
        EntryKind.HoldPosted => "hold_posted",
        EntryKind.Reversal => "reversal",
        _ => throw new InvariantViolationException($"entry kind {kind} has no word"),
    };

    /// <summary>The kind of a word.</summary>
    public static EntryKind KindOf(string word) => Enum.GetValues<EntryKind>().First(kind => NameOf(kind) == word);
}
