using System.Globalization;
using System.Net.Sockets;
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

    // Long, because each time it is over everybody waits for a server that is away, perhaps for the whole time-out of a
    // connection. Who finds no primary does not wait for it: see PrimaryWatch and PrimaryConnection.
    private static readonly TimeSpan ServerRecheck = TimeSpan.FromHours(1);

    private static readonly TimeSpan WatchTimeout = TimeSpan.FromSeconds(2);

    private readonly JournalConnectionOptions _options;
    private readonly Lazy<NpgsqlDataSource> _writer;
    private readonly Lazy<NpgsqlDataSource> _reader;
    private readonly Lazy<NpgsqlDataSource> _owner;
    private readonly Lazy<NpgsqlDataSource> _feed;
    private readonly Lazy<NpgsqlDataSource> _watch;
    private readonly ServerAdmission _admission;

    /// <summary>Nothing is connected yet: each pool fills when it is used.</summary>
    public JournalConnections(JournalConnectionOptions options)
    {
        _options = options;
        HasSeveralServers = ServerHosts.HasSeveral(new NpgsqlConnectionStringBuilder(options.ConnectionString));
        _writer = new(BuildWriter);
        _reader = new(BuildReader);
        _owner = new(BuildOwner);
        _feed = new(BuildFeed);
        _watch = new(BuildWatch);
        _admission = new(writes: !options.ReadOnly);
        _admission.Promoted += LeaveOtherServers;
    }

    /// <summary>True when the connection string names more servers than one.</summary>
    public bool HasSeveralServers { get; }

    /// <summary>The time line of the primary, as far as this process has seen one; a promotion makes it higher.</summary>
    public long Timeline => _admission.Timeline;

    /// <summary>For the few connections of the journal's writer.</summary>
    public NpgsqlDataSource Writer => _writer.Value;

    /// <summary>For queries: read-only transactions, statements prepared when they come again.</summary>
    public NpgsqlDataSource Reader => _reader.Value;

    /// <summary>For migrations: the login's own rights, unpooled, without a time limit for statements.</summary>
    public NpgsqlDataSource Owner => _owner.Value;

    /// <summary>For whoever feeds the streams: keeps a session for as long as it does, so it takes none from the writer.</summary>
    public NpgsqlDataSource Feed => _feed.Value;

    /// <summary>For whoever looks whether the primary is there at all: a connection that nobody else waits for.</summary>
    public NpgsqlDataSource Watch => _watch.Value;

    /// <summary>
    /// Asks every server that is named what it is. Who does not, and starts while a former primary runs as what it was, may
    /// take that one for the primary.
    /// </summary>
    public Task AskServersAsync(CancellationToken cancellation) =>
        HasSeveralServers
            ? Task.WhenAll(ServerHosts.Each(_options.ConnectionString).Select(server => AskAsync(server, cancellation)))
            : Task.CompletedTask;

    /// <summary>Every server that is named is tried again, though it was away or only followed another one a moment ago.</summary>
    public void ForgetServers()
    {
        foreach (var source in Built)
        {
            (source as NpgsqlMultiHostDataSource)?.ClearDatabaseStates();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var source in Built)
        {
            await source.DisposeAsync();
        }
    }

    private IEnumerable<NpgsqlDataSource> Built =>
        new[] { _writer, _reader, _owner, _feed, _watch }.Where(source => source.IsValueCreated).Select(source => source.Value);

    /// <summary>Another server was promoted: connections that were made before are not used again.</summary>
    private void LeaveOtherServers()
    {
        foreach (var source in Built)
        {
            source.Clear();
        }

        ForgetServers();
    }

    private async Task AskAsync(string server, CancellationToken cancellation)
    {
        var connection = Base(server, "payments-journal-servers", _options.ConnectTimeout);
        connection.Pooling = false;
        try
        {
            await using var source = Build(connection, IdleInTransaction);
            await using var session = await source.OpenConnectionAsync(cancellation);
        }
        catch (Exception fault) when (fault is NpgsqlException or SocketException or TimeoutException)
        {
            // It is down, follows another one, or was judged: that is all that was asked.
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

    private NpgsqlDataSource BuildWatch()
    {
        var connection = Base("payments-journal-watch", WatchTimeout);
        connection.MaxPoolSize = 1;
        connection.Timeout = Seconds(WatchTimeout);
        connection.CommandTimeout = Seconds(WatchTimeout);
        // A server that has gone is not asked to call the question off.
        connection.CancellationTimeout = -1;
        return Build(connection, SettingsOf(_options.ReadOnly ? ReaderRole : ApplicationRole, WatchTimeout));
    }

    private NpgsqlDataSource BuildOwner()
    {
        var connection = Base("payments-journal-owner", TimeSpan.Zero);
        connection.Pooling = false;
        // A migration waits for another one as long as that takes; within migrations the lock time-out is set again.
        return Build(connection, $"SET lock_timeout = 0; SET statement_timeout = 0; {IdleInTransaction}");
    }

    private NpgsqlConnectionStringBuilder Base(string applicationName, TimeSpan statementTimeout) =>
        Base(_options.ConnectionString, applicationName, statementTimeout);

    private NpgsqlConnectionStringBuilder Base(string connectionString, string applicationName, TimeSpan statementTimeout)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = applicationName,
            Timezone = "UTC",
            // Whether a transaction's end has failed or the proof after it is all the difference: StoreFailures.
            IncludeFailedBatchedCommand = true,
            // Rows in error details would end in logs.
            IncludeErrorDetail = false,
            LogParameters = false,
            PersistSecurityInfo = false,
            Enlist = false,
            // The reset that Npgsql sends with a reused connection would also undo SET ROLE.
            NoResetOnClose = true,
            Timeout = Seconds(_options.ConnectTimeout),
            // The server's own limit speaks first and leaves a clean session; this one is for a server that has gone.
            CommandTimeout = statementTimeout == TimeSpan.Zero ? 0 : Seconds(statementTimeout + _options.SilenceMax),
            CancellationTimeout = (int)_options.SilenceMax.TotalMilliseconds,
            TcpKeepAlive = true,
            TcpKeepAliveTime = 10,
            TcpKeepAliveInterval = 3,
        };
        ServerHosts.TargetPrimary(connection, ServerRecheck);
        return connection;
    }

    private string SettingsOf(string role, TimeSpan statementTimeout) =>
        // A warning tells of a commit that did not wait for the standby to the end.
        $"SET ROLE {role}; SET client_min_messages = warning; SET lock_timeout = {Milliseconds(_options.LockTimeout)}; "
        // For a transaction that has set the other one and wants it back.
        + $"SET payments.lock_timeout = {Milliseconds(_options.LockTimeout)}; "
        + $"SET statement_timeout = {Milliseconds(statementTimeout)}; {IdleInTransaction}";

    private string IdleInTransaction =>
        $"SET idle_in_transaction_session_timeout = {Milliseconds(_options.IdleInTransactionTimeout)}";

    private NpgsqlDataSource Build(NpgsqlConnectionStringBuilder connectionString, string settings)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString.ConnectionString);
        var prepare = $"{settings}; {ServerAdmission.Query}";
        builder.UsePhysicalConnectionInitializer(
            connection =>
            {
                using var command = new NpgsqlCommand(prepare, connection);
                using var row = command.ExecuteReader();
                row.Read();
                _admission.Judge(row);
            },
            async connection =>
            {
                await using var command = new NpgsqlCommand(prepare, connection);
                await using var row = await command.ExecuteReaderAsync();
                await row.ReadAsync();
                _admission.Judge(row);
            });
        return builder.Build();
    }

    private static int Seconds(TimeSpan time) => Math.Max(1, (int)Math.Ceiling(time.TotalSeconds));

    private static string Milliseconds(TimeSpan time) =>
        ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
