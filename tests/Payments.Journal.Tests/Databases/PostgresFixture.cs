using Payments.Journal.Migrations;
using Payments.Journal.Tests.Databases;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Payments.Journal.Tests.Databases;

/// <summary>
/// One server for the run: PAYMENTS_TEST_POSTGRES, or a throwaway one. One database is migrated; each test gets a copy.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private string _administrator = "";
    private int _databases;

    /// <summary>Name of the migrated database that is copied.</summary>
    private string Template => $"journal_test_{_run}_template";

    public async ValueTask InitializeAsync()
    {
        _administrator = await PostgresServer.AdministratorAsync();
        await ExecuteAsync($"CREATE DATABASE {Template}");
        await using var connections = new JournalConnections(new() { ConnectionString = ConnectionString(Template) });
        await new MigrationRunner(connections.Owner).MigrateAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync() => await DropAsync(Template);

    /// <summary>A database with the whole schema and nothing in it.</summary>
    public Task<TestDatabase> CreateDatabaseAsync() => CreateAsync($" TEMPLATE {Template}");

    /// <summary>A database without a schema.</summary>
    public Task<TestDatabase> CreateEmptyDatabaseAsync() => CreateAsync("");

    /// <summary>A copy of a database that nobody is connected to.</summary>
    internal Task<TestDatabase> CloneAsync(TestDatabase original) => CreateAsync($" TEMPLATE {original.Name}");

    /// <summary>Drops a database. A throwaway server keeps it until its own end: dropping takes longer than most tests.</summary>
    internal async Task DropAsync(string name)
    {
        if (!PostgresServer.IsTemporary)
        {
            await ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        }
    }

    /// <summary>Runs a statement as superuser, outside of the tests' databases.</summary>
    internal Task ExecuteAsync(string sql) => PostgresServer.ExecuteAsync(sql);

    private async Task<TestDatabase> CreateAsync(string template)
    {
        var name = $"journal_test_{_run}_{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync($"CREATE DATABASE {name}{template}");
        return new TestDatabase(this, name, ConnectionString(name));
    }

    private string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder(_administrator) { Database = database, Pooling = true }.ConnectionString;
}
