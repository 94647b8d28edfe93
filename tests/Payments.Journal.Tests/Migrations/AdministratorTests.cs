using System.Text.RegularExpressions;
using Payments.Journal.Migrations;

namespace Payments.Journal.Tests.Migrations;

/// <summary>What the manual tells an administrator of PostgreSQL to do before the first silo starts, on a server that knows no role of ours.</summary>
public sealed partial class AdministratorTests
{
    [Fact]
    public async Task With_what_the_manual_says_the_first_silo_migrates_and_a_front_end_reads_and_cannot_write()
    {
        var administrator = await PostgresServer.StartTemporaryAsync();
        await PostgresServer.ExecuteAsync(Connection(administrator, "payments", "postgres"), "DROP DATABASE payments");
        foreach (var statement in Statements())
        {
            await PostgresServer.ExecuteAsync(Connection(administrator, "payments", "postgres"), statement);
        }

        await using var silo = new JournalConnections(new() { ConnectionString = Connection(administrator, "payments_silo", "payments") });
        Assert.NotEmpty(await new MigrationRunner(silo.Owner).MigrateAsync(default));
        await using var acting = silo.Writer.CreateCommand("SELECT current_user::text");
        Assert.Equal(JournalConnections.ApplicationRole, await acting.ExecuteScalarAsync());

        var frontEnd = Connection(administrator, "payments_front_end", "payments");
        await PostgresServer.ExecuteAsync(frontEnd, "SELECT position FROM feed_head");
        var refused = await Assert.ThrowsAsync<PostgresException>(() => PostgresServer.ExecuteAsync(frontEnd, "UPDATE feed_head SET position = 0"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    private static IReadOnlyList<string> Statements()
    {
        var found = Statement().Matches(File.ReadAllText(Path.Combine(Repository.Folder, "docs/operations.md"))).Select(match => match.Groups[1].Value);
        return [.. found.Select(text => text.Replace("'…'", "'secret'", StringComparison.Ordinal))];
    }

    private static string Connection(string administrator, string login, string database)
    {
        var connection = new NpgsqlConnectionStringBuilder(administrator) { Database = database };
        if (login != connection.Username)
        {
            (connection.Username, connection.Password) = (login, "secret");
        }

        return connection.ConnectionString;
    }

    [GeneratedRegex("^ {4,}((?:CREATE ROLE|CREATE DATABASE) .+;)$", RegexOptions.Multiline)]
    private static partial Regex Statement();
}
