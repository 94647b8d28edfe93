namespace Payments.History.Records;

/// <summary>What a client asks for.</summary>
public enum OperationKind
{
    /// <summary>Moves money at once.</summary>
    Transfer,

    /// <summary>Reserves money for a later posting.</summary>
    Hold,

    /// <summary>Posts a hold, all of it or a part.</summary>
    Post,

    /// <summary>Gives a hold back.</summary>
    Void,

    /// <summary>Corrects a posted transfer.</summary>
    Reverse,

    /// <summary>Moves money many times, each transfer for itself or all or nothing.</summary>
    Batch,

    /// <summary>Reads one account's balance.</summary>
    ReadBalance,

    /// <summary>Reads the balances of many accounts at once.</summary>
    ReadAccounts,

    /// <summary>Reads an account's newest postings.</summary>
    ReadEntries,

    /// <summary>Reads a transfer.</summary>
    ReadTransfer,

    /// <summary>Reads an account's statement of the last seconds: opening balance, postings, closing balance.</summary>
    ReadStatement,
}

/// <summary>Which part of a run an operation belongs to.</summary>
public enum Phase
{
    /// <summary>Load, with or without faults.</summary>
    Load,

    /// <summary>More requests than there is room for: turned away, most of them, so they are no part of what a run is like.</summary>
    Storm,

    /// <summary>The same key sent again after the faults, to learn what became of an unknown outcome.</summary>
    Resolve,

    /// <summary>The last reads, from every front end.</summary>
    Final,
}

/// <summary>One transfer of a batch.</summary>
public sealed record BatchItem(string Source, string Destination, long Amount);

/// <summary>An operation as it was sent. Times are microseconds of the load machine's monotonic clock since the run began.</summary>
public sealed record Invocation
{
    /// <summary>Number of the operation; each attempt with a key is an operation of its own.</summary>
    public required long Op { get; init; }

    /// <summary>The client. It never has two open operations, and ends with the first whose outcome it does not learn.</summary>
    public required int Process { get; init; }

    public required OperationKind Kind { get; init; }

    public Phase Phase { get; init; }

    /// <summary>Idempotency key: unique in the run, whatever the route. Null for reads.</summary>
    public string? Key { get; init; }

    /// <summary>Tells one body from another under the same key.</summary>
    public string? BodyHash { get; init; }

    /// <summary>The front end that was asked.</summary>
    public required string Node { get; init; }

    public required long At { get; init; }

    public string? Source { get; init; }

    public string? Destination { get; init; }

    /// <summary>Minor units; null posts all of a hold.</summary>
    public long? Amount { get; init; }

    /// <summary>Seconds until a hold expires.</summary>
    public long? ExpiresIn { get; init; }

    /// <summary>The transfer that is ended, reversed or read.</summary>
    public string? Transfer { get; init; }

    public IReadOnlyList<BatchItem>? Items { get; init; }

    public bool AllOrNothing { get; init; }

    /// <summary>The account that is read.</summary>
    public string? Account { get; init; }

    /// <summary>The first instant of a statement.</summary>
    public DateTimeOffset? Since { get; init; }
}
