namespace Payments.History.Ledger;

/// <summary>Everything that became of a transfer, by the reference ledger.</summary>
public sealed class TransferTrack
{
    public required string Id { get; init; }

    public required string Source { get; init; }

    public required string Destination { get; init; }

    /// <summary>What was asked for: moved at once, or held.</summary>
    public required long Amount { get; init; }

    /// <summary>When a hold expires; null for a transfer that was made at once.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Where it began.</summary>
    public required long Position { get; init; }

    /// <summary>Where its hold ended, and how: posted, voided or expired.</summary>
    public long EndedAt { get; internal set; } = long.MaxValue;

    public string End { get; internal set; } = "posted";

    /// <summary>What was moved.</summary>
    public long Moved { get; internal set; }

    public long ReversedAt { get; internal set; } = long.MaxValue;

    public bool IsHold => ExpiresAt is not null;

    /// <summary>What a reader may be told after everything up to a position; null before it began.</summary>
    public string? StatusAt(long position)
    {
        if (position < Position)
        {
            return null;
        }

        if (position >= ReversedAt)
        {
            return "reversed";
        }

        return !IsHold ? "posted" : position >= EndedAt ? End : "held";
    }

    /// <summary>Positions at which its status changed, after one position and up to another.</summary>
    public IEnumerable<long> ChangesWithin(long after, long last) =>
        new[] { Position, EndedAt, ReversedAt }.Where(position => position > after && position <= last && position != long.MaxValue);
}
