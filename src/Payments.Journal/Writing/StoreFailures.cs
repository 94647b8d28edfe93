using Npgsql;

namespace Payments.Journal.Writing;

/// <summary>
/// Reads from an exception of the driver what the transaction has certainly done. Never from
/// <see cref="NpgsqlException.IsTransient"/>: it is true for a connection that was cut before the commit and for one that
/// was cut after it.
/// </summary>
internal static class StoreFailures
{
    /// <summary>A failure before the first write was sent: not committed, whatever it was.</summary>
    internal static StoreFailure BeforeWrite(Exception e) =>
        e is PostgresException known && Classify(known) is var failure and not StoreFailure.Retry ? failure : StoreFailure.Retry;

    /// <summary>A failure after writes and COMMIT were sent.</summary>
    /// <param name="e">What the driver threw.</param>
    /// <param name="proof">The command after the COMMIT: when it is the one that failed, the COMMIT may have succeeded.</param>
    internal static StoreFailure AfterWrite(Exception e, NpgsqlBatchCommand proof)
    {
        if (e is not PostgresException known || ReferenceEquals(known.BatchCommand, proof) || EndsTheSession(known))
        {
            return StoreFailure.Unknown;
        }

        // A statement before the COMMIT, or the COMMIT itself, was answered with an error: the transaction is undone.
        return Classify(known);
    }

    /// <summary>See <see cref="JournalStoreException.IsStalePlan"/>.</summary>
    internal static bool IsStalePlan(StoreFailure failure, Exception e) =>
        failure == StoreFailure.Retry && e is PostgresException known
        && (known.SqlState == PostgresErrorCodes.LockNotAvailable
            || known.ConstraintName is "balance_as_planned" or "operation_pkey" || IsSequenceTaken(known));

    /// <summary>The unique index of one month's partition over account and sequence.</summary>
    private static bool IsSequenceTaken(PostgresException e) =>
        e.ConstraintName?.EndsWith("_account_sequence", StringComparison.Ordinal) == true;

    /// <summary>The server ended the session, and may have done so after the commit and before it could say so.</summary>
    private static bool EndsTheSession(PostgresException e) =>
        e.InvariantSeverity is "FATAL" or "PANIC" || e.SqlState.StartsWith("08", StringComparison.Ordinal);

    private static StoreFailure Classify(PostgresException e) => e.SqlState switch
    {
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled => StoreFailure.Retry,
        // A twin with one of our keys was committed between our look and our insert. The next look will find it.
        PostgresErrorCodes.UniqueViolation when e.ConstraintName == "operation_pkey" => StoreFailure.Retry,
        PostgresErrorCodes.UniqueViolation when e.ConstraintName == "party_email_key" => StoreFailure.Retry,
        PostgresErrorCodes.UniqueViolation when e.ConstraintName == "approval_one_pending" => StoreFailure.Retry,
        // Another silo has used the account's next sequence numbers since the plan was made.
        PostgresErrorCodes.UniqueViolation when IsSequenceTaken(e) => StoreFailure.Retry,
        // Read-only: a failover is under way.
        PostgresErrorCodes.ReadOnlySqlTransaction => StoreFailure.Unavailable,
        ['5', '3' or '7' or '8', ..] or ['0', '8', ..] or ['X', 'X', ..] => StoreFailure.Unavailable,
        _ => StoreFailure.BadCommand,
    };
}
