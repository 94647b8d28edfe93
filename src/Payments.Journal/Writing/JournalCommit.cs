using System.Net.Sockets;
using Npgsql;

namespace Payments.Journal.Writing;

/// <summary>Runs the statements of a transaction and says of every failure what is certain.</summary>
internal static class JournalCommit
{
    /// <summary>Runs what comes before the COMMIT is sent. Whatever breaks, nothing happened.</summary>
    /// <exception cref="JournalStoreException">With what helps.</exception>
    internal static async Task<T> BeforeAsync<T>(Func<Task<T>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception e) when (IsDatabaseFault(e))
        {
            throw Failed(StoreFailures.BeforeWrite(e), "the journal's transaction failed before its end", e);
        }
    }

    /// <summary>Runs a batch that ends with COMMIT and the proof of it, or with the proof that what was read lasts.</summary>
    /// <exception cref="JournalStoreException">With what is certain about the commit.</exception>
    internal static async Task ExecuteAsync(NpgsqlBatch batch, CancellationToken cancellation)
    {
        using var warnings = new ServerWarnings(batch.Connection!);
        try
        {
            await ExecuteToTheEndAsync(batch, cancellation);
            warnings.ThrowIfAny();
        }
        catch (Exception e) when (IsDatabaseFault(e))
        {
            throw Failed(StoreFailures.AfterWrite(e, proof: batch.BatchCommands[^1]), "writing the journal failed", e);
        }
    }

    /// <summary>What is told of a failure of the database.</summary>
    internal static JournalStoreException Failed(StoreFailure failure, string message, Exception e) =>
        new(failure, message, e) { IsStalePlan = StoreFailures.IsStalePlan(failure, e) };

    internal static bool IsDatabaseFault(Exception e) =>
        e is NpgsqlException or IOException or SocketException or TimeoutException or OperationCanceledException;

    /// <summary>
    /// Reads every result to its end before anything is believed: rows can arrive before the server has decided.
    /// </summary>
    private static async Task ExecuteToTheEndAsync(NpgsqlBatch batch, CancellationToken cancellation)
    {
        var isProven = false;
        await using (var reader = await batch.ExecuteReaderAsync(cancellation))
        {
            do
            {
                isProven = false;
                while (await reader.ReadAsync(cancellation))
                {
                    isProven = reader.GetBoolean(0);
                }
            }
            while (await reader.NextResultAsync(cancellation));
        }

        if (!isProven)
        {
            // The COMMIT did not fail, and yet its rows are not there: it was answered with ROLLBACK.
            throw new JournalStoreException(StoreFailure.Retry, "the transaction was rolled back by its COMMIT");
        }
    }
}
