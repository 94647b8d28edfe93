using Npgsql;
using Payments.Domain;

namespace Payments.Journal.Verification;

/// <summary>Several questions in one round trip, each with what takes its rows.</summary>
internal sealed class BatchReading(NpgsqlBatch batch)
{
    private readonly List<Action<NpgsqlDataReader>> _takers = [];

    internal void Ask(string sql, Action<NpgsqlDataReader> take, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        batch.BatchCommands.Add(command);
        _takers.Add(take);
    }

    internal void AskIfAny(string sql, Guid[] ids, Action<NpgsqlDataReader> take)
    {
        if (ids.Length > 0)
        {
            Ask(sql, take, ids);
        }
    }

    /// <summary>Asks everything and returns how many rows each question had.</summary>
    internal async Task<long[]> ReadAsync(CancellationToken cancellation)
    {
        var counts = new long[_takers.Count];
        if (counts.Length == 0)
        {
            return counts;
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        for (var question = 0; question < counts.Length; question++)
        {
            while (await reader.ReadAsync(cancellation))
            {
                counts[question]++;
                Take(_takers[question], reader);
            }

            await reader.NextResultAsync(cancellation);
        }

        return counts;
    }

    private static void Take(Action<NpgsqlDataReader> take, NpgsqlDataReader row)
    {
        try
        {
            take(row);
        }
        catch (InvariantViolationException)
        {
            // A value that is none, such as a currency that there is not: the row counts as missing.
        }
    }
}
