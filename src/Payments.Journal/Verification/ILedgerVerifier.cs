namespace Payments.Journal.Verification;

/// <summary>Recomputes the ledger from its records and compares.</summary>
public interface ILedgerVerifier
{
    /// <summary>
    /// Verifies the feed after a position with everything that its events tell of, in one snapshot. From 0 it verifies the
    /// whole ledger: also that there is no row which no event tells of.
    /// </summary>
    /// <param name="fromPosition">Position of an earlier, sound report; 0 for the whole ledger.</param>
    /// <param name="cancellation">Ends it early.</param>
    Task<VerificationReport> VerifyAsync(long fromPosition, CancellationToken cancellation);

    /// <summary>
    /// Verifies what has come after an earlier, sound report. The chain that the report has noted must still stand in the
    /// feed: history that was rewritten as a whole, digests and all, shows here.
    /// </summary>
    /// <remarks>
    /// When more has come than <paramref name="eventsMax"/>, it stops at the end of a batch, and what can only be compared at
    /// the head of the feed (balance rows, ended holds) waits for the report that gets there.
    /// </remarks>
    /// <param name="sound">The report to go on from.</param>
    /// <param name="eventsMax">About how many events to verify at most.</param>
    /// <param name="cancellation">Ends it early.</param>
    Task<VerificationReport> ContinueAsync(VerificationReport sound, long eventsMax, CancellationToken cancellation) =>
        VerifyAsync(sound.Position, cancellation);
}
