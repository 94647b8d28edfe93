using Npgsql;

namespace Payments.Journal.Migrations;

/// <summary>
/// Makes the role that the application acts as. Roles belong to the whole server, so another database of it may be doing
/// the same at this moment, and no lock of ours keeps the two apart.
/// </summary>
internal static class ApplicationRoles
{
    private const int AttemptsMax = 10;

    // A login that is a superuser, or a member already, can take the role on. In PostgreSQL 16 and newer, membership that
    // comes from having made the role does not suffice; granting it once more does.
    private const string Ensure = """
        DO $$
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'payments_journal') THEN
                CREATE ROLE payments_journal NOLOGIN;
            END IF;
            BEGIN
                SET LOCAL ROLE payments_journal;
                RESET ROLE;
            EXCEPTION WHEN insufficient_privilege THEN
                GRANT payments_journal TO CURRENT_USER;
            END;
        END $$
        """;

    /// <summary>Makes the role if there is none and lets the current login act as it.</summary>
    internal static async Task EnsureAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var command = new NpgsqlCommand(Ensure, connection);
                await command.ExecuteNonQueryAsync(cancellation);
                return;
            }
            catch (PostgresException exception) when (attempt < AttemptsMax && IsRace(exception.SqlState))
            {
                // Somebody else's role or grant is in the catalogue by now: the next look finds it.
            }
        }
    }

    /// <summary>XX000 is "tuple concurrently updated": the catalogue has no better code for it.</summary>
    private static bool IsRace(string sqlState) =>
        sqlState is PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.InternalError;
}
