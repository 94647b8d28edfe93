namespace Payments.Simulation.Database;

/// <summary>The fault points of the database and of the way to it, beside those of the simulated silo.</summary>
internal static class DatabaseFault
{
    /// <summary>No connection can be had.</summary>
    public const string Unavailable = "store.unavailable";

    /// <summary>The connection is cut before the COMMIT was sent; the server may keep what was written and locked for a while.</summary>
    public const string LostBeforeWrite = "store.lost_before_write";

    /// <summary>The connection is cut, and the COMMIT never reached the server.</summary>
    public const string CommitLost = "commit.lost";

    /// <summary>The transaction is committed, its answer never arrives.</summary>
    public const string AnswerLost = "commit.answer_lost";

    /// <summary>The connection is cut while the server still works: it commits later, its locks are kept until then.</summary>
    public const string LateTwin = "commit.late_twin";

    /// <summary>The answer to the COMMIT takes seconds.</summary>
    public const string AnswerLate = "commit.answer_late";

    /// <summary>The commit takes seconds, the locks are kept.</summary>
    public const string Slow = "commit.slow";

    /// <summary>The server answers COMMIT with ROLLBACK, which the driver takes for success.</summary>
    public const string RolledBack = "commit.rolled_back";

    /// <summary>The database refuses a command that the rules accept.</summary>
    public const string Poisoned = "command.poisoned";

    /// <summary>The server is killed and recovers from its log.</summary>
    public const string Crash = "database.crash";

    /// <summary>A silo dies right before it sends the COMMIT.</summary>
    public const string SiloDiesBeforeCommit = "silo.dies_before_commit";

    /// <summary>A silo dies right after the commit, before anybody learns of it.</summary>
    public const string SiloDiesAfterCommit = "silo.dies_after_commit";
}
