using Npgsql;

namespace Payments.Journal.Migrations;

/// <summary>
/// Makes the roles that silos and front ends act as. Roles belong to the whole server, so another database of it may be doing
/// the same at this moment, and no lock of ours keeps the two apart.
/// </summary>
internal static class ApplicationRoles
{
    private const int AttemptsMax = 10;

    // A login that is a superuser, or a member already, can take the role on. In PostgreSQL 16 and newer, membership that
    // comes from having made the role does not suffice; granting it once more does.
    private const string Ensure = """
        DO $$
        DECLARE
            role text;
        BEGIN
            FOREACH role IN ARRAY ARRAY['payments_journal', 'payments_reader'] LOOP
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
                    EXECUTE format('CREATE ROLE %I NOLOGIN', role);
                END IF;
                BEGIN
                    EXECUTE format('SET LOCAL ROLE %I', role);
                    RESET ROLE;
                EXCEPTION WHEN insufficient_privilege THEN
                    EXECUTE format('GRANT %I TO CURRENT_USER', role);
                END;
            END LOOP;
        END $$
        """;

    /// <summary>Makes the roles that are missing and lets the current login act as them.</summary>
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
