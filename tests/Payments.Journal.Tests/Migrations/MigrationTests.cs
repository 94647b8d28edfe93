using Payments.Journal.Migrations;
using Payments.Journal.Operations;
using Payments.Journal.Verification;

namespace Payments.Journal.Tests.Migrations;

/// <summary>A database comes to the schema of the program, once, whoever else tries at the same time.</summary>
public sealed class MigrationTests(PostgresFixture server)
{
    private static readonly Migration Second = new(Migration.BuiltIn.Count + 1, "second", "CREATE TABLE second (id int)");

    [Fact]
    public async Task The_second_run_finds_nothing_to_do()
    {
        await using var database = await server.CreateEmptyDatabaseAsync();
        var runner = new MigrationRunner(database.Connections.Owner);

        Assert.Equal(Migration.BuiltIn, await runner.MigrateAsync(default));
        Assert.Empty(await runner.MigrateAsync(default));
    }

    [Fact]
    public async Task Four_at_once_apply_each_step_once()
    {
        await using var database = await server.CreateEmptyDatabaseAsync();
        var applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            Task.Run(() => new MigrationRunner(database.Connections.Owner, [.. Migration.BuiltIn, Second]).MigrateAsync(default))));

        Assert.Equal([0, 0, 0, Migration.BuiltIn.Count + 1], applied.Select(list => list.Count).Order());
        Assert.Equal(Migration.BuiltIn.Count + 1L, await database.ScalarAsync<long>("SELECT count(*) FROM schema_migration"));
    }

    [Fact]
    public async Task Databases_of_one_server_migrate_at_once()
    {
        var databases = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => server.CreateEmptyDatabaseAsync()));

        var applied = await Task.WhenAll(databases.Select(database =>
            Task.Run(() => new MigrationRunner(database.Connections.Owner).MigrateAsync(default))));

        Assert.All(applied, list => Assert.Equal(Migration.BuiltIn.Count, list.Count));
        foreach (var database in databases)
        {
            await database.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_step_that_fails_leaves_nothing_behind()
    {
        await using var database = await server.CreateDatabaseAsync();
        var broken = new Migration(Migration.BuiltIn.Count + 1, "broken", "CREATE TABLE half (id int); SELECT 1 / 0");

        await Assert.ThrowsAsync<PostgresException>(() =>
            new MigrationRunner(database.Connections.Owner, [.. Migration.BuiltIn, broken]).MigrateAsync(default));

        Assert.False(await database.ScalarAsync<bool>("SELECT to_regclass('half') IS NOT NULL"));
        Assert.Empty(await new MigrationRunner(database.Connections.Owner).MigrateAsync(default));
    }

    [Fact]
    public async Task A_step_that_admits_them_lets_earlier_programs_go_on()
    {
        await using var database = await server.CreateDatabaseAsync();
        var admitting = Second with { Sql = $"-- A column that nobody needs yet.\n-- Admits: {Migration.BuiltIn.Count}\n{Second.Sql}" };
        await new MigrationRunner(database.Connections.Owner, [.. Migration.BuiltIn, admitting]).MigrateAsync(default);

        Assert.Empty(await new MigrationRunner(database.Connections.Owner).MigrateAsync(default));
        await Assert.ThrowsAsync<SchemaMismatchException>(() =>
            new MigrationRunner(database.Connections.Owner, [.. Migration.BuiltIn.SkipLast(1)]).MigrateAsync(default));
    }

    [Fact]
    public async Task Another_text_under_the_same_number_is_refused()
    {
        await using var database = await server.CreateDatabaseAsync();
        var edited = Migration.BuiltIn[0] with { Sql = Migration.BuiltIn[0].Sql + " " };

        var refusal = await Assert.ThrowsAsync<SchemaMismatchException>(() =>
            new MigrationRunner(database.Connections.Owner, [edited, .. Migration.BuiltIn.Skip(1)]).MigrateAsync(default));

        Assert.Contains("0001_journal", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Windows_line_ends_are_the_same_text()
    {
        var windows = new Migration(1, "journal", Migration.BuiltIn[0].Sql.Replace("\n", "\r\n", StringComparison.Ordinal));

        Assert.Equal(Migration.BuiltIn[0].Digest, windows.Digest);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task A_database_that_is_newer_than_the_program_is_refused()
    {
        await using var database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync("INSERT INTO schema_migration (version, name, sha256) VALUES (9000, 'future', '')");

        var refusal = await Assert.ThrowsAsync<SchemaMismatchException>(() =>
            new MigrationRunner(database.Connections.Owner).MigrateAsync(default));

        Assert.Contains("9000_future", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_was_left_out_is_refused()
    {
        await using var database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync("DELETE FROM schema_migration WHERE version = 1");
        var last = new Migration(Migration.BuiltIn.Count + 1, "last", "CREATE TABLE last (id int)");
        await database.ExecuteAsync(
            "INSERT INTO schema_migration (version, name, sha256) VALUES ($1, 'last', $2)", last.Version, last.Digest);

        await Assert.ThrowsAsync<SchemaMismatchException>(() =>
            new MigrationRunner(database.Connections.Owner, [.. Migration.BuiltIn, last]).MigrateAsync(default));
    }

    [Fact]
    public async Task What_operators_did_before_there_was_a_chain_joins_it()
    {
        await using var database = await server.CreateEmptyDatabaseAsync();
        await new MigrationRunner(database.Connections.Owner, [.. Migration.BuiltIn.Take(4)]).MigrateAsync(default);
        var actions = new OperatorActions(database.Connections.Writer);
        await actions.TryRecordDrainAsync("one", ["one", "two"], TestJournal.Admin, default);
        await actions.TryRecordDrainAsync("two", ["two", "three"], TestJournal.Admin, default);

        await new MigrationRunner(database.Connections.Owner).MigrateAsync(default);
        await actions.TryRecordDrainAsync("three", ["three", "four"], TestJournal.Admin, default);
        var verifier = new LedgerVerifier(database.Connections.Reader);
        var sound = await verifier.VerifyAsync(0, default);
        await database.ExecuteAsync("SET session_replication_role = replica; UPDATE operator_action SET actor = 'nobody' WHERE target = 'one'");

        Assert.Equal([], sound.Findings);
        Assert.Equal("one two three", await database.ScalarAsync<string>("SELECT string_agg(target, ' ' ORDER BY number) FROM operator_action"));
        Assert.Equal(LedgerChecks.OperatorAction, Assert.Single((await verifier.VerifyAsync(0, default)).Findings).Check);
    }

    [Fact]
    public async Task A_login_without_rights_to_change_tables_is_enough_when_nothing_is_missing()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var login = await TestLogin.CreateAsync(server, database, "IN ROLE payments_journal");

        Assert.Empty(await new MigrationRunner(login.Connections.Owner).MigrateAsync(default));
    }

    [Fact]
    public async Task A_login_that_is_no_superuser_can_migrate_its_own_database_and_act_as_the_application()
    {
        await using var database = await server.CreateEmptyDatabaseAsync();
        await using var login = await TestLogin.CreateAsync(server, database, "CREATEROLE");
        await server.ExecuteAsync($"ALTER DATABASE {database.Name} OWNER TO {login.Name}");

        await new MigrationRunner(login.Connections.Owner).MigrateAsync(default);

        await using var command = login.Connections.Writer.CreateCommand("SELECT current_user::text");
        Assert.Equal(JournalConnections.ApplicationRole, await command.ExecuteScalarAsync());
        await database.ExecuteAsync($"REASSIGN OWNED BY {login.Name} TO CURRENT_USER");
    }
}
