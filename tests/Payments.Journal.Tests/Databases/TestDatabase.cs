namespace Payments.Journal.Tests.Databases;

/// <summary>A test's own database, dropped with it.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly PostgresFixture? _server;
    private readonly NpgsqlDataSource _superuser;

    internal TestDatabase(PostgresFixture? server, string name, string connectionString)
    {
        _server = server;
        Name = name;
        ConnectionString = connectionString;
        Connections = new JournalConnections(new() { ConnectionString = connectionString });
        _superuser = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timezone = "UTC" }.ConnectionString);
    }

    /// <summary>The database of a server that is the test's own.</summary>
    public static TestDatabase Of(string connectionString) =>
        new(null, new NpgsqlConnectionStringBuilder(connectionString).Database!, connectionString);

    public string Name { get; }

    /// <summary>The superuser's, for connections of another make.</summary>
    public string ConnectionString { get; }

    public JournalConnections Connections { get; }

    /// <summary>Runs statements as superuser, who is also the tables' owner.</summary>
    public async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first value of the first row, as superuser.</summary>
    public async Task<T> ScalarAsync<T>(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await Connections.DisposeAsync();
        await _superuser.DisposeAsync();
        if (_server is not null)
        {
            await _server.DropAsync(Name);
        }
    }

    private NpgsqlCommand Command(string sql, object[] values)
    {
        var command = _superuser.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
