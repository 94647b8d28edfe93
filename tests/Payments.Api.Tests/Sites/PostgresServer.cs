using System.Diagnostics;
using Npgsql;

namespace Payments.Api.Tests.Sites;

/// <summary>The PostgreSQL of the tests: PAYMENTS_TEST_POSTGRES, or a throwaway one that ends with the test process.</summary>
internal static class PostgresServer
{
    private const string Script = "deploy/postgres/server.sh";
    private static readonly Lazy<Task<string>> Administrator = new(StartAsync);

    /// <summary>Makes an empty database and tells its superuser's connection string.</summary>
    public static async Task<string> CreateDatabaseAsync()
    {
        var administrator = await Administrator.Value;
        var name = $"api_test_{Guid.NewGuid():N}";
        await ExecuteAsync(administrator, $"CREATE DATABASE {name}");
        return new NpgsqlConnectionStringBuilder(administrator) { Database = name }.ConnectionString;
    }

    /// <summary>Drops a database with whoever is connected to it.</summary>
    public static async Task DropDatabaseAsync(string connectionString)
    {
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await ExecuteAsync(await Administrator.Value, $"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("PAYMENTS_TEST_POSTGRES") is { Length: > 0 } given)
        {
            return given;
        }

        return await RunAsync("start-temporary", "--for", $"{Environment.ProcessId}");
    }

    /// <summary>Runs the script that <c>./run</c> starts PostgreSQL with, and gives what it prints.</summary>
    internal static async Task<string> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? (await output).Trim()
            : throw new InvalidOperationException($"{Script} failed: {await errors}");
    }

    /// <summary>Starts the script without waiting for it.</summary>
    internal static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", [FindScript(), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("PAYMENTS_POSTGRES");
        return Process.Start(start)!;
    }

    private static string FindScript()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, Script);
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new FileNotFoundException($"{Script} is in no folder above {AppContext.BaseDirectory}");
    }
}
