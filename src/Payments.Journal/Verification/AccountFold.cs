namespace Payments.Journal.Verification;

/// <summary>What the feed has made of an account until now.</summary>
internal struct AccountFold
{
    internal Guid Owner;
    internal string? Currency;
    internal long Sequence;
    internal long Posted;
    internal long Held;
    internal long HoldsAlone;
    internal long Epoch;
    internal int EventSequence;
    internal bool KnowsPosted;
    internal bool KnowsHeld;
    internal bool IsCompared;
}
