namespace Payments.History.Tests.Worlds;

/// <summary>An account of the honest world.</summary>
internal sealed class WorldAccount(string id, long? floor)
{
    internal string Id => id;

    internal long? Floor => floor;

    internal long Posted { get; set; }

    internal long Held { get; set; }

    internal long Version { get; set; } = 1;

    internal long Sequence { get; set; }

    internal List<SeenPosting> Postings { get; } = [];

    internal long Spendable => floor is { } least ? Posted - Held - least : long.MaxValue;

    internal JournalPosting Post(string entry, long amount, long held)
    {
        (Posted, Held, Version, Sequence) = (Posted + amount, Held + held, Version + 1, Sequence + 1);
        Postings.Add(new SeenPosting(Sequence, entry, amount, Posted, Held));
        return new JournalPosting(id, amount, Sequence, Posted, Held, 1);
    }
}

/// <summary>A hold of the honest world.</summary>
internal sealed class WorldHold
{
    internal required JournalHold Row { get; set; }
}
