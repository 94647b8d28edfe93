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
}
