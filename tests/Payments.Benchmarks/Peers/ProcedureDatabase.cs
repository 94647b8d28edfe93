using System.Globalization;
using Npgsql;

namespace Payments.Benchmarks.Peers;

/// <summary>A database of its own with the stored procedure and funded accounts, on the server of the run.</summary>
internal sealed class ProcedureDatabase
{
    private const long Funds = 1_000_000_000_000;

    private ProcedureDatabase(string connectionString) => ConnectionString = connectionString;

    public string ConnectionString { get; }

    /// <summary>Creates it anew; accounts 1 to <paramref name="accounts"/> are ordinary, the next one is hot.</summary>
    public static async Task<ProcedureDatabase> CreateAsync(string server, string name, int accounts)
    {
        await using (var connection = new NpgsqlConnection(server))
        {
            await connection.OpenAsync();
            await ExecuteAsync(connection, $"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            await ExecuteAsync(connection, $"CREATE DATABASE {name}");
        }

        var builder = new NpgsqlConnectionStringBuilder(server) { Database = name };
        await using (var connection = new NpgsqlConnection(builder.ConnectionString))
        {
            await connection.OpenAsync();
            await ExecuteAsync(connection, await SchemaAsync());
            await ExecuteAsync(connection, $"""
                INSERT INTO balance (account_id, currency, posted)
                SELECT id, 'USD', {Funds} FROM generate_series(1, {accounts + 1}) id
                """);
            await ExecuteAsync(connection, "VACUUM ANALYZE");
        }

        return new ProcedureDatabase(builder.ConnectionString);
    }

    /// <summary>The ids as the HTTP peer writes them; the hot account last.</summary>
    public static string[] AccountIds(int accounts) =>
        [.. Enumerable.Range(1, accounts + 1).Select(id => "acc_" + id.ToString("D26", CultureInfo.InvariantCulture))];

    /// <summary>Throws unless money and postings agree: a peer that loses money is no peer.</summary>
    public async Task VerifyAsync(int accounts)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("""
            SELECT (SELECT sum(posted) FROM balance)::bigint,
                   (SELECT coalesce(sum(amount), 0) FROM posting)::bigint,
                   (SELECT count(*) FROM posting) - 2 * (SELECT count(*) FROM entry)
            """, connection);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        if (reader.GetInt64(0) != Funds * (accounts + 1) || reader.GetInt64(1) != 0 || reader.GetInt64(2) != 0)
        {
            throw new InvalidOperationException("the stored procedure lost money");
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> SchemaAsync()
    {
        await using var stream = typeof(ProcedureDatabase).Assembly.GetManifestResourceStream("procedure.sql")!;
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
