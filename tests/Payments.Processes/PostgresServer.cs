using Npgsql;

namespace Payments.Processes;

/// <summary>The PostgreSQL of the tests: PAYMENTS_TEST_POSTGRES, or a throwaway one that ends with the test process.</summary>
public static class PostgresServer
{
    private static readonly string? Given = Environment.GetEnvironmentVariable("PAYMENTS_TEST_POSTGRES");
    private static readonly Lazy<Task<string>> Administrator = new(
        () => IsTemporary ? StartTemporaryAsync() : Task.FromResult(Given!));

    /// <summary>True when it ends with this process, and its databases with it.</summary>
    public static bool IsTemporary => string.IsNullOrEmpty(Given);

    /// <summary>Its superuser's connection string.</summary>
    public static Task<string> AdministratorAsync() => Administrator.Value;

    /// <summary>Starts a throwaway server, which ends with this process, even when that is killed.</summary>
    /// <param name="settings">Settings for postgresql.conf, as <c>name=value</c>.</param>
    /// <returns>Its superuser's connection string.</returns>
    public static Task<string> StartTemporaryAsync(params string[] settings) => PostgresScript.RunAsync(
        ["start-temporary", "--for", $"{Environment.ProcessId}", .. PostgresScript.Set(settings)]);

    /// <summary>Starts one whose folder is made in a folder of the caller's.</summary>
    /// <inheritdoc cref="StartTemporaryAsync(string[])"/>
    public static Task<string> StartTemporaryInAsync(string parent, params string[] settings) => PostgresScript.RunAsync(
        ["start-temporary", "--for", $"{Environment.ProcessId}", "--in", parent, .. PostgresScript.Set(settings)]);

    /// <summary>Makes an empty database and tells its superuser's connection string.</summary>
    public static async Task<string> CreateDatabaseAsync()
    {
        var name = $"payments_test_{Guid.NewGuid():N}";
        await ExecuteAsync($"CREATE DATABASE {name}");
        return new NpgsqlConnectionStringBuilder(await AdministratorAsync()) { Database = name }.ConnectionString;
    }

    /// <summary>Drops a database with whoever is connected to it.</summary>
    public static Task DropDatabaseAsync(string connectionString) =>
        ExecuteAsync($"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");

    /// <summary>Runs a statement as superuser, outside of the tests' databases.</summary>
    public static async Task ExecuteAsync(string sql) => await ExecuteAsync(await AdministratorAsync(), sql);

    /// <summary>Runs a statement on a connection of its own, which is closed afterwards.</summary>
    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
