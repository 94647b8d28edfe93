using Npgsql;
using NpgsqlTypes;
using Payments.Journal.Connections;

namespace Payments.Journal.Migrations;

/// <summary>
/// Brings a database to the schema of this program. Several processes may start at once: one migrates, the others wait
/// and find nothing left to do. A login without the right to change tables is enough when nothing is to be applied.
/// </summary>
/// <param name="owner">Connections of the login that owns the tables.</param>
/// <param name="migrations">The steps, in order.</param>
public sealed class MigrationRunner(NpgsqlDataSource owner, IReadOnlyList<Migration> migrations)
{
    // Advisory locks belong to a database: this serializes the migrations of one database and of no other.
    private const long LockKey = 0x7061_795f_6d69_6772;

    // By way of JSON: a database of an earlier program has no such column, and needs none.
    private const string AppliedQuery =
        "SELECT version, name, sha256, (to_jsonb(m) ->> 'admits')::integer FROM schema_migration m ORDER BY version";

    private const string MakeMigrationTable = """
        CREATE TABLE IF NOT EXISTS schema_migration (
            version    integer PRIMARY KEY,
            name       text NOT NULL,
            sha256     bytea NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
        );
        ALTER TABLE schema_migration ADD COLUMN IF NOT EXISTS admits integer;
        GRANT SELECT ON schema_migration TO payments_journal;
        """;

    // Functions take over this search path (SET search_path FROM CURRENT): without pg_temp at its end, a temporary table
    // of the caller would be found before the journal's own.
    private const string PrepareTransaction = """
        SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);
        SET LOCAL lock_timeout = '5s';
        """;

    private const string Record = "INSERT INTO schema_migration (version, name, sha256, admits) VALUES ($1, $2, $3, $4)";

    /// <summary>Runs the migrations that are built in.</summary>
    public MigrationRunner(NpgsqlDataSource owner)
        : this(owner, Migration.BuiltIn)
    {
    }

    /// <summary>Applies what is missing.</summary>
    /// <returns>What was applied by this call.</returns>
    /// <exception cref="SchemaMismatchException">The database is newer than this program, or was migrated by another text.</exception>
    public async Task<IReadOnlyList<Migration>> MigrateAsync(CancellationToken cancellation)
    {
        await using var connection = await owner.OpenConnectionAsync(cancellation);
        if ((await FindMissingAsync(connection, cancellation)).Count == 0)
        {
            return [];
        }

        await ApplicationRoles.EnsureAsync(connection, cancellation);
        // Given back when the connection, which has no pool, is closed.
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({LockKey})", cancellation);
        var missing = await FindMissingAsync(connection, cancellation);
        foreach (var migration in missing)
        {
            await ApplyAsync(connection, migration, cancellation);
        }

        return missing;
    }

    private async Task<IReadOnlyList<Migration>> FindMissingAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var applied = await ReadAppliedAsync(connection, cancellation);
        foreach (var (version, name, digest, admits) in applied)
        {
            var known = migrations.FirstOrDefault(migration => migration.Version == version);
            if (known is null && !(admits <= migrations[^1].Version))
            {
                throw new SchemaMismatchException(
                    $"the database has migration {version:0000}_{name}, which this program does not know: it is newer");
            }

            if (known is not null && !known.Digest.AsSpan().SequenceEqual(digest))
            {
                throw new SchemaMismatchException(
                    $"migration {version:0000}_{name} was applied with another text than this program has");
            }
        }

        var highest = applied.Count == 0 ? 0 : applied[^1].Version;
        var missing = migrations.Where(migration => applied.All(row => row.Version != migration.Version)).ToList();
        return missing.Find(migration => migration.Version < highest) is { } skipped
            ? throw new SchemaMismatchException(
                $"migration {skipped.Version:0000}_{skipped.Name} was left out, though {highest:0000} is applied")
            : missing;
    }

    private static async Task<List<(int Version, string Name, byte[] Digest, int? Admits)>> ReadAppliedAsync(
        NpgsqlConnection connection, CancellationToken cancellation)
    {
        var applied = new List<(int, string, byte[], int?)>();
        await using var exists = new NpgsqlCommand("SELECT to_regclass('schema_migration') IS NOT NULL", connection);
        if (!(bool)(await exists.ExecuteScalarAsync(cancellation))!)
        {
            return applied;
        }

        await using var query = new NpgsqlCommand(AppliedQuery, connection);
        await using var reader = await query.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            applied.Add((reader.GetInt32(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2), reader.IsDBNull(3) ? null : reader.GetInt32(3)));
        }

        return applied;
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(connection, PrepareTransaction, cancellation);
        await ExecuteAsync(connection, MakeMigrationTable, cancellation);
        await ExecuteAsync(connection, migration.Sql, cancellation);
        await using var record = new NpgsqlCommand(Record, connection)
        {
            Parameters =
            {
                new() { Value = migration.Version },
                new() { Value = migration.Name },
                new() { Value = migration.Digest },
                new() { Value = migration.Admits is { } version ? version : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer },
            },
        };
        await record.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
