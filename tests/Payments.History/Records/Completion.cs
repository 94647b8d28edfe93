namespace Payments.History.Records;

/// <summary>What is certain after an answer, or its absence.</summary>
public enum Outcome
{
    /// <summary>A well-formed answer that it was done.</summary>
    Ok,

    /// <summary>An answer that promises that nothing was done.</summary>
    Fail,

    /// <summary>Anything else: it may have been done.</summary>
    Info,
}

/// <summary>A balance in an answer.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Posted">Sum of postings, minor units.</param>
/// <param name="Pending">Held, minor units.</param>
/// <param name="Version">Number of changes of the account.</param>
/// <param name="Sequence">Number of postings, where the answer tells.</param>
public sealed record SeenBalance(string Account, long Posted, long Pending, long Version, long? Sequence = null);

/// <summary>A posting in an answer.</summary>
public sealed record SeenPosting(long Sequence, string Entry, long Amount, long PostedAfter, long PendingAfter);

/// <summary>What became of one transfer of a batch: its id, or why it was refused.</summary>
public sealed record ItemResult(string? Transfer, string? Code);

/// <summary>How an operation ended for the client.</summary>
public sealed record Completion
{
    /// <summary>The code of a request whose client did not wait for its answer: that is no failure of the system's.</summary>
    public const string ClientLeft = "client_left";

    public required long Op { get; init; }

    public required long At { get; init; }

    public required Outcome Outcome { get; init; }

    /// <summary>HTTP status; 0 without an answer.</summary>
    public int Status { get; init; }

    /// <summary>The problem's code, or what happened to the connection.</summary>
    public string? Code { get; init; }

    /// <summary>Seconds after which to come back, where the answer tells.</summary>
    public long? RetryAfter { get; init; }

    public bool Replayed { get; init; }

    /// <summary>Of the whole body: a repetition must get the same.</summary>
    public string? AnswerHash { get; init; }

    public string? Transfer { get; init; }

    public string? TransferStatus { get; init; }

    public string? Entry { get; init; }

    public IReadOnlyList<SeenBalance>? Balances { get; init; }

    public IReadOnlyList<SeenPosting>? Postings { get; init; }

    /// <summary>A statement's balance before its postings, minor units.</summary>
    public long? Opening { get; init; }

    /// <summary>A statement's balance behind its postings, minor units.</summary>
    public long? Closing { get; init; }

    public IReadOnlyList<ItemResult>? Results { get; init; }

    /// <summary>The transfers that the answer names, those of a batch included.</summary>
    public IEnumerable<string> TransferIds() => (Results ?? []).Select(result => result.Transfer).Append(Transfer).OfType<string>();
}
