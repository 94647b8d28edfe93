namespace Payments.History.Search;

/// <summary>What an operation does to one account, as far as clients know.</summary>
/// <param name="Begin">When it was sent.</param>
/// <param name="End">When it was certainly over; never while nobody knows.</param>
/// <param name="Posted">Change of what is posted.</param>
/// <param name="Held">Change of what is held.</param>
/// <param name="What">For people.</param>
internal sealed record AccountCall(long Begin, long End, long Posted, long Held, string What)
{
    /// <summary>What must be spendable before it.</summary>
    public long? Needs { get; init; }

    /// <summary>It was refused: less than this was spendable.</summary>
    public long? Lacks { get; init; }

    /// <summary>What the client was told is posted and held after it, or at it.</summary>
    public (long Posted, long Held)? Told { get; init; }

    /// <summary>The idempotency key that it was made with; null of a read and of an expiry.</summary>
    public string? Key { get; init; }

    /// <summary>The hold that it expired; null of all else.</summary>
    public string? Expired { get; init; }

    /// <summary>True when it changes nothing: then the first fitting state is as good as any.</summary>
    public bool IsObserver => Posted == 0 && Held == 0;

    /// <summary>True when nobody has to find a place for it.</summary>
    public bool IsOptional => End == long.MaxValue;

    /// <summary>The state after it; null when it cannot be done in this state.</summary>
    public (long Posted, long Held)? Do(long posted, long held, long? floor)
    {
        var spendable = floor is { } least ? (Int128)posted - held - least : Int128.MaxValue;
        if ((Needs is { } needs && spendable < needs) || (Lacks is { } lacks && spendable >= lacks))
        {
            return null;
        }

        var after = (posted + Posted, held + Held);
        return Told is { } told && told != after ? null : after;
    }

    /// <summary>Begins and ends in the order of time; at one instant begins come first: two calls that touch are concurrent.</summary>
    public static IEnumerable<(AccountCall Call, int Index, bool IsEnd)> Steps(IReadOnlyList<AccountCall> calls) =>
        calls.SelectMany((call, index) => call.IsOptional
                ? [(At: call.Begin, Call: call, Index: index, IsEnd: false)]
                : new[] { (At: call.Begin, Call: call, Index: index, IsEnd: false), (At: call.End, Call: call, Index: index, IsEnd: true) })
            .OrderBy(step => step.At).ThenBy(step => step.IsEnd)
            .Select(step => (step.Call, step.Index, step.IsEnd));
}
