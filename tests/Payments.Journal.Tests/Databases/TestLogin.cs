namespace Payments.Journal.Tests.Databases;

/// <summary>A login of the test's own, in place of the superuser.</summary>
internal sealed class TestLogin : IAsyncDisposable
{
    private readonly PostgresFixture _server;

    private TestLogin(PostgresFixture server, string name, string connectionString)
    {
        _server = server;
        Name = name;
        Connections = new JournalConnections(new() { ConnectionString = connectionString });
    }

    internal string Name { get; }

    internal JournalConnections Connections { get; }

    internal static async Task<TestLogin> CreateAsync(PostgresFixture server, TestDatabase database, string attributes)
    {
        var name = $"{database.Name}_login";
        await server.ExecuteAsync($"CREATE ROLE {name} LOGIN PASSWORD 'secret' {attributes}");
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = name, Password = "secret" };
        return new TestLogin(server, name, connection.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await Connections.DisposeAsync();
        // What it owned was given away by the test or goes with the database.
        try
        {
            await _server.ExecuteAsync($"DROP ROLE {Name}");
        }
        catch (PostgresException stillOwns) when (stillOwns.SqlState == PostgresErrorCodes.DependentObjectsStillExist)
        {
        }
    }
}
