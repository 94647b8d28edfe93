namespace Payments.Journal.Verification;

/// <summary>A posting outside of the verified part, as the part itself lets expect it; sequence 0 is before the first one.</summary>
/// <param name="Account">Its account.</param>
/// <param name="Sequence">Its number.</param>
/// <param name="Posted">The balance after it.</param>
/// <param name="Check">The check that fails when it is not so.</param>
internal readonly record struct ExpectedPosting(Guid Account, long Sequence, long Posted, string Check);
