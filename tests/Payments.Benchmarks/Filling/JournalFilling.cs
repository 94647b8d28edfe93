using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Payments.Journal.Verification;

namespace Payments.Benchmarks.Filling;

/// <summary>
/// Fills a journal with entries between some of its accounts, so fast that millions are no obstacle; the product goes on
/// from there. Nobody may write meanwhile.
/// </summary>
/// <remarks>
/// Sequences, balances, feed positions and idempotency records fit together. The digests of the filled batches are made up:
/// a verification of the whole ledger would find every one of them, so one is stored that says they were verified.
/// </remarks>
internal sealed class JournalFilling(string connectionString, TextWriter progress)
{
    private const int ChunkLength = 500_000;
    private static readonly string[] Tables = ["posting", "operation", "entry", "event", "journal_batch"];
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>Adds so many entries, rounded up to whole rounds in which every account pays once; how many it were.</summary>
    public async Task<long> FillAsync(IReadOnlyList<Guid> accounts, long entries)
    {
        var rounds = (entries + accounts.Count - 1) / accounts.Count;
        var count = rounds * accounts.Count;
        var month = await ScalarAsync("SELECT to_char(max(recorded_at) AT TIME ZONE 'UTC', 'YYYY_MM') FROM entry");
        var values = new Dictionary<string, string>
        {
            [":posting_account_sequence"] = $"posting_{month}_account_sequence",
            [":posting"] = $"posting_{month}",
            [":entry"] = $"entry_{month}",
            [":accounts"] = Text(accounts.Count),
            [":count"] = Text(count),
            [":rounds"] = Text(rounds),
            [":salt"] = $"'{Guid.NewGuid():N}'",
            [":position"] = (string)await ScalarAsync("SELECT position::text FROM feed_head"),
        };
        var ids = string.Join(',', accounts);
        await RunAsync(Resource("prepare").Replace(":'accounts'", $"'{{{ids}}}'", StringComparison.Ordinal), values);
        await LoadAsync(values, count);
        await Task.WhenAll(Steps("finish").Select(step => RunAsync(step.Sql, values)));
        await TellAsync("indexes");
        await RunAsync(Resource("move"), values);
        await StoreVerificationAsync();
        await RunAsync("VACUUM (ANALYZE, PARALLEL 0)", values);
        await RunAsync("CHECKPOINT", values);
        await TellAsync("vacuum and checkpoint");
        return count;
    }

    private async Task LoadAsync(Dictionary<string, string> values, long count)
    {
        var steps = Steps("prefill").ToDictionary(step => step.Name, step => step.Sql);
        var tasks =
            from table in Tables
            from first in Enumerable.Range(0, (int)((count + ChunkLength - 1) / ChunkLength)).Select(at => at * (long)ChunkLength)
            select (table, first, last: Math.Min(first + ChunkLength, count) - 1);
        var lastTable = string.Empty;
        await Parallel.ForEachAsync(tasks, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (task, _) =>
        {
            if (Interlocked.Exchange(ref lastTable, task.table) is { Length: > 0 } before && before != task.table)
            {
                await TellAsync(before);
            }

            await RunAsync(steps[task.table], new Dictionary<string, string>(values)
            {
                [":first"] = Text(task.first),
                [":last"] = Text(task.last),
            });
        });
        await TellAsync(lastTable);
    }

    private async Task StoreVerificationAsync()
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var head = source.CreateCommand("SELECT position, chain FROM feed_head");
        await using var reader = await head.ExecuteReaderAsync();
        await reader.ReadAsync();
        await new VerificationStore(source).AddAsync(
            new VerificationReport
            {
                From = 0,
                Position = reader.GetInt64(0),
                Chain = Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(1)),
                At = TimeProvider.System.GetUtcNow(),
                FindingsCount = 0,
                Findings = [],
            },
            CancellationToken.None);
    }

    private async Task RunAsync(string sql, Dictionary<string, string> values)
    {
        // Longer names first: one may begin with another.
        foreach (var (name, value) in values.OrderByDescending(pair => pair.Key.Length))
        {
            sql = sql.Replace(name, value, StringComparison.Ordinal);
        }

        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        const string settings =
            "SET synchronous_commit = off; SET statement_timeout = 0; SET maintenance_work_mem = '1GB'; SET work_mem = '64MB'";
        await ExecuteAsync(connection, settings);
        await ExecuteAsync(connection, sql);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    private async Task<object> ScalarAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (await command.ExecuteScalarAsync())!;
    }

    private Task TellAsync(string what) => progress.WriteLineAsync(string.Create(
        CultureInfo.InvariantCulture, $"  filling: {what} done after {_clock.Elapsed.TotalSeconds:N0} s"));

    private static IEnumerable<(string Name, string Sql)> Steps(string name) => Resource(name)
        .Split("-- step").Skip(1)
        .Select(step => (step[..step.IndexOf('\n', StringComparison.Ordinal)].Trim(), step[step.IndexOf('\n', StringComparison.Ordinal)..]));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Resource(string name)
    {
        using var stream = typeof(JournalFilling).Assembly.GetManifestResourceStream($"{name}.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
