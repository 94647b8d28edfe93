using Npgsql;

namespace Payments.Benchmarks.Product;

/// <summary>Databases of this run on the server that may be filled and thrown away.</summary>
internal static class ProductDatabase
{
    /// <summary>Creates it anew; its connection string.</summary>
    public static async Task<string> CreateAsync(string postgres, string name)
    {
        await using var connection = new NpgsqlConnection(postgres);
        await connection.OpenAsync();
        foreach (var sql in new[] { $"DROP DATABASE IF EXISTS {name} WITH (FORCE)", $"CREATE DATABASE {name}" })
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }

        return new NpgsqlConnectionStringBuilder(postgres) { Database = name }.ConnectionString;
    }
}
