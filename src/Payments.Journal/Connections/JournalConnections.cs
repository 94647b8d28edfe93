using System.Globalization;
using Npgsql;

namespace Payments.Journal.Connections;

/// <summary>
/// The journal's ways into PostgreSQL: writers, readers and the feed act as <see cref="ApplicationRole"/>, which cannot change
/// what is recorded even when the login owns the tables; the owner migrates.
/// </summary>
public sealed class JournalConnections : IAsyncDisposable
{
    /// <summary>The group role that may add to the journal and read it, and no more.</summary>
    public const string ApplicationRole = "payments_journal";

    /// <summary>The group role that may read the journal and the list of silos, and write nothing.</summary>
    public const string ReaderRole = "payments_reader";

    private readonly JournalConnectionOptions _options;
    private readonly Lazy<NpgsqlDataSource> _writer;
    private readonly Lazy<NpgsqlDataSource> _reader;
    private readonly Lazy<NpgsqlDataSource> _owner;
    private readonly Lazy<NpgsqlDataSource> _feed;

    /// <summary>Nothing is connected yet: each pool fills when it is used.</summary>
    public JournalConnections(JournalConnectionOptions options)
    {
        _options = options;
        _writer = new(BuildWriter);
        _reader = new(BuildReader);
        _owner = new(BuildOwner);
        _feed = new(BuildFeed);
    }

    /// <summary>For the few connections of the journal's writer.</summary>
    public NpgsqlDataSource Writer => _writer.Value;

    /// <summary>For queries: read-only transactions, statements prepared when they come again.</summary>
    public NpgsqlDataSource Reader => _reader.Value;

    /// <summary>For migrations: the login's own rights, unpooled, without a time limit for statements.</summary>
    public NpgsqlDataSource Owner => _owner.Value;

    /// <summary>For whoever feeds the streams: keeps a session for as long as it does, so it takes none from the writer.</summary>
    public NpgsqlDataSource Feed => _feed.Value;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var source in new[] { _writer, _reader, _owner, _feed })
        {
            if (source.IsValueCreated)
            {
                await source.Value.DisposeAsync();
            }
        }
    }

    private NpgsqlDataSource BuildWriter()
    {
        if (_options.ReadOnly)
        {
            throw new InvalidOperationException("this process only reads the journal");
        }

        var connection = Base("payments-journal-writer", _options.WriterStatementTimeout);
        connection.MaxPoolSize = _options.WriterConnectionsMax;
        connection.MaxAutoPrepare = 100;
        connection.AutoPrepareMinUsages = 2;
        // Every statement of the writer goes by key over arrays whose length a generic plan cannot know.
        var settings = SettingsOf(ApplicationRole, _options.WriterStatementTimeout)
            + "; SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off";
        return Build(connection, settings);
    }

    private NpgsqlDataSource BuildReader()
    {
        var connection = Base("payments-journal-reader", _options.ReaderStatementTimeout);
        connection.MaxPoolSize = _options.ReaderConnectionsMax;
        connection.MaxAutoPrepare = 200;
        connection.AutoPrepareMinUsages = 2;
        var role = _options.ReadOnly ? ReaderRole : ApplicationRole;
        var settings = SettingsOf(role, _options.ReaderStatementTimeout) + "; SET default_transaction_read_only = on";
        return Build(connection, settings);
    }

    private NpgsqlDataSource BuildFeed()
    {
        var connection = Base("payments-journal-feed", _options.ReaderStatementTimeout);
        connection.MaxPoolSize = 2;
        connection.MaxAutoPrepare = 10;
        connection.AutoPrepareMinUsages = 2;
        return Build(connection, SettingsOf(ApplicationRole, _options.ReaderStatementTimeout));
    }

    private NpgsqlDataSource BuildOwner()
    {
        var connection = Base("payments-journal-owner", TimeSpan.Zero);
        connection.Pooling = false;
        // A migration waits for another one as long as that takes; within migrations the lock time-out is set again.
        return Build(connection, $"SET lock_timeout = 0; SET statement_timeout = 0; {IdleInTransaction}");
    }

    private NpgsqlConnectionStringBuilder Base(string applicationName, TimeSpan statementTimeout) =>
        new(_options.ConnectionString)
        {
            ApplicationName = applicationName,
            Timezone = "UTC",
            // Rows in error details would end in logs.
            IncludeErrorDetail = false,
            LogParameters = false,
            PersistSecurityInfo = false,
            Enlist = false,
            // The reset that Npgsql sends with a reused connection would also undo SET ROLE.
            NoResetOnClose = true,
            Timeout = Seconds(_options.ConnectTimeout),
            // The server's own limit speaks first and leaves a clean session; this one is for a server that has gone.
            CommandTimeout = statementTimeout == TimeSpan.Zero ? 0 : Seconds(statementTimeout) + 2,
            CancellationTimeout = 2_000,
            TcpKeepAlive = true,
            TcpKeepAliveTime = 10,
            TcpKeepAliveInterval = 3,
        };

    private string SettingsOf(string role, TimeSpan statementTimeout) =>
        $"SET ROLE {role}; SET lock_timeout = {Milliseconds(_options.LockTimeout)}; "
        // For a transaction that has set the other one and wants it back.
        + $"SET payments.lock_timeout = {Milliseconds(_options.LockTimeout)}; "
        + $"SET statement_timeout = {Milliseconds(statementTimeout)}; {IdleInTransaction}";

    private string IdleInTransaction =>
        $"SET idle_in_transaction_session_timeout = {Milliseconds(_options.IdleInTransactionTimeout)}";

    private static NpgsqlDataSource Build(NpgsqlConnectionStringBuilder connectionString, string settings)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString.ConnectionString);
        builder.UsePhysicalConnectionInitializer(
            connection =>
            {
                using var command = new NpgsqlCommand(settings, connection);
                command.ExecuteNonQuery();
            },
            async connection =>
            {
                await using var command = new NpgsqlCommand(settings, connection);
                await command.ExecuteNonQueryAsync();
            });
        return builder.Build();
    }

    private static int Seconds(TimeSpan time) => Math.Max(1, (int)Math.Ceiling(time.TotalSeconds));

    private static string Milliseconds(TimeSpan time) =>
        ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
