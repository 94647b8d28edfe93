using Npgsql;

namespace Payments.Journal.Writing;

/// <summary>Parameters of set-based statements: a column is one array.</summary>
internal static class BatchColumns
{
    internal static NpgsqlBatchCommand Add(this NpgsqlBatch batch, string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        batch.BatchCommands.Add(command);
        return command;
    }

    internal static NpgsqlBatchCommand With<T>(this NpgsqlBatchCommand command, T value)
    {
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return command;
    }

    internal static NpgsqlBatchCommand With<TRow, T>(this NpgsqlBatchCommand command, List<TRow> rows, Func<TRow, T> column)
    {
        var values = new T[rows.Count];
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = column(rows[index]);
        }

        command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = values });
        return command;
    }
}
