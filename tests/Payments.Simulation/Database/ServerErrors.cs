using Npgsql;

namespace Payments.Simulation.Database;

/// <summary>Errors with which the server answers a statement, in the form in which the driver throws them: the product reads them itself.</summary>
internal static class ServerErrors
{
    public static PostgresException LockTimeout() => Of(PostgresErrorCodes.LockNotAvailable);

    public static PostgresException Unique(string index) => Of(PostgresErrorCodes.UniqueViolation, index);

    /// <summary>A check or a trigger; a character that no text can hold is found before them.</summary>
    public static PostgresException Constraint(string name) => name == Constraints.Text
        ? Of(PostgresErrorCodes.CharacterNotInRepertoire)
        : Of(PostgresErrorCodes.CheckViolation, name);

    /// <summary>require_all_moved: rows are no longer as the plan saw them.</summary>
    public static PostgresException NotAsPlanned() => Of(PostgresErrorCodes.SerializationFailure, "balance_as_planned");

    private static PostgresException Of(string sqlState, string? constraint = null) =>
        new(constraint ?? sqlState, "ERROR", "ERROR", sqlState, constraintName: constraint);
}

/// <summary>The connection to the server is gone; what the transaction did is not known to the client.</summary>
internal sealed class ConnectionLostException() : IOException("the connection to the simulated server is lost");
