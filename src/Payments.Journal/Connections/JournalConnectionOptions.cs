using System.ComponentModel.DataAnnotations;

namespace Payments.Journal.Connections;

/// <summary>How the journal reaches PostgreSQL, and how long anything may take there.</summary>
public sealed record JournalConnectionOptions
{
    /// <summary>
    /// Npgsql connection string. Its login must be a member of the role that writes the journal; what this class sets
    /// itself (pool, time-outs, preparation) is taken from here, whatever the string says.
    /// </summary>
    [Required] public required string ConnectionString { get; init; }

    /// <summary>True for a process that only reads: it acts as <see cref="JournalConnections.ReaderRole"/> and has no writer.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Connections that write. One is enough for most; the second works while the first waits for its commit.</summary>
    [Range(1, 16)] public int WriterConnectionsMax { get; init; } = 4;

    /// <summary>Connections that read, verification included.</summary>
    [Range(2, 200)] public int ReaderConnectionsMax { get; init; } = 16;

    /// <summary>How long to wait for a connection to be made or to become free.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a statement may wait for a lock. After it the transaction is undone and may be tried again.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The most that one statement of a writer may take.</summary>
    public TimeSpan WriterStatementTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The most that one statement of a reader may take.</summary>
    public TimeSpan ReaderStatementTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How much longer a statement is waited for than its limit, and than its being called off: then the server has gone.</summary>
    public TimeSpan SilenceMax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>After this the server ends a session that has opened a transaction and sends nothing: its locks must not stay.</summary>
    public TimeSpan IdleInTransactionTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
