namespace Payments.Journal.Tests.Verification;

/// <summary>No column of the schema is left to chance: verification finds a change of it, or it is said why not.</summary>
public sealed class ColumnTests(LivedInLedger ledger) : IClassFixture<LivedInLedger>
{
    // Partitions have the columns of their table.
    private const string Columns = """
        SELECT array_agg(c.table_name || '.' || c.column_name)
          FROM information_schema.columns c JOIN pg_class t ON t.oid = to_regclass(quote_ident(c.table_name))
         WHERE c.table_schema = current_schema() AND t.relkind IN ('r', 'p') AND NOT t.relispartition
        """;

    public static TheoryData<string> Found { get; } = [.. ColumnTampering.Found.Select(way => way.Column)];

    [Theory]
    [MemberData(nameof(Found))]
    public async Task A_column_that_was_changed_is_found(string column)
    {
        var (_, value, where, check) = ColumnTampering.Found.Single(way => way.Column == column);
        var (table, name) = (column.Split('.')[0], column.Split('.')[1]);

        // Checks of the row do not stop a superuser either.
        var report = await ledger.TamperAndVerifyAsync(
            $"UPDATE {table} SET {name} = {value} WHERE {where}", $"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_decided_whole");

        Assert.Contains(check, report.Findings.Select(finding => finding.Check));
    }

    [Fact]
    public async Task Every_column_is_found_or_has_a_reason_why_not()
    {
        await using var database = await ledger.CreateEmptyAsync();
        var columns = await database.ScalarAsync<string[]>(Columns);
        var decided = ColumnTampering.Found.Select(way => way.Column).ToHashSet();
        bool IsExempt(string column) => ColumnTampering.NotFound.ContainsKey(column) || ColumnTampering.NotFound.ContainsKey(column.Split('.')[0]);

        Assert.Equal([], columns.Where(column => !decided.Contains(column) && !IsExempt(column)));
        Assert.Equal([], decided.Where(column => !columns.Contains(column) || IsExempt(column)));
        Assert.Equal([], ColumnTampering.NotFound.Keys.Where(exempt => !columns.Any(column => column == exempt || column.StartsWith(exempt + '.', StringComparison.Ordinal))));
        Assert.True(columns.Length > 100);
    }
}
