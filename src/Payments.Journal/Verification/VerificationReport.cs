namespace Payments.Journal.Verification;

/// <summary>One thing in the ledger that cannot be.</summary>
/// <param name="Check">Which rule it breaks: one of <see cref="LedgerChecks"/>.</param>
/// <param name="Object">The row that it was found at, e.g. <c>account 0199…</c>.</param>
/// <param name="Detail">What was found and what belongs there.</param>
public sealed record VerificationFinding(string Check, string Object, string Detail);

/// <summary>What a verification has found, as of one snapshot of the database.</summary>
public sealed record VerificationReport
{
    /// <summary>The feed was verified after this position; 0 for all of it.</summary>
    public required long From { get; init; }

    /// <summary>The feed was verified up to this position.</summary>
    public required long Position { get; init; }

    /// <summary>Where the feed ended then; after <see cref="Position"/> when only a part of what is new was gone over.</summary>
    public long Head { get; init; }

    /// <summary>The chain of batch digests at <see cref="Position"/>, hexadecimal: noted down elsewhere, it pins everything before.</summary>
    public required string Chain { get; init; }

    /// <summary>When, by the database's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How many findings there are.</summary>
    public required long FindingsCount { get; init; }

    /// <summary>The first of them.</summary>
    public required IReadOnlyList<VerificationFinding> Findings { get; init; }

    /// <summary>True when nothing was found.</summary>
    public bool IsSound => FindingsCount == 0;
}
