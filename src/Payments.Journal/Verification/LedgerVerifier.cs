using Npgsql;

namespace Payments.Journal.Verification;

/// <summary>Verifies in one snapshot of the database, while the journal goes on.</summary>
/// <param name="connections">Connections that read, as the application's role.</param>
public sealed class LedgerVerifier(NpgsqlDataSource connections) : ILedgerVerifier
{
    private const int StretchLength = 10_000;

    // The whole ledger takes minutes, a stretch less than the time-out of other readers. A slow reader in a transaction
    // holds no locks that anybody waits for. To compile plans costs more than it saves: each is run once.
    private const string Begin = """
        BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
        SET LOCAL statement_timeout = 0;
        SET LOCAL idle_in_transaction_session_timeout = '5min';
        SET LOCAL work_mem = '64MB';
        SET LOCAL jit = off
        """;

    // A short stretch is a few rows of large tables, whatever the planner thinks of how many an array holds.
    private const string BeginShort = $"""
        {Begin};
        SET LOCAL enable_hashjoin = off;
        SET LOCAL enable_mergejoin = off
        """;

    /// <summary>The chain before the first batch: SHA-256 of the text that the schema begins with.</summary>
    private static readonly byte[] FirstChain = System.Security.Cryptography.SHA256.HashData("payments-orleans journal"u8);

    /// <inheritdoc/>
    public Task<VerificationReport> VerifyAsync(long fromPosition, CancellationToken cancellation) =>
        RunAsync(fromPosition, notedChain: null, long.MaxValue, cancellation);

    /// <inheritdoc/>
    public Task<VerificationReport> ContinueAsync(VerificationReport sound, long eventsMax, CancellationToken cancellation) =>
        RunAsync(sound.Position, sound.Chain, eventsMax, cancellation);

    private async Task<VerificationReport> RunAsync(
        long fromPosition, string? notedChain, long eventsMax, CancellationToken cancellation)
    {
        await using var connection = await connections.OpenConnectionAsync(cancellation);
        await ExecuteAsync(connection, eventsMax > StretchLength ? Begin : BeginShort, cancellation);
        var report = await VerifyAsync(connection, fromPosition, notedChain, eventsMax, cancellation);
        await ExecuteAsync(connection, "COMMIT", cancellation);
        return report;
    }

    /// <summary>Verifies what the connection's transaction sees.</summary>
    internal static async Task<VerificationReport> VerifyAsync(
        NpgsqlConnection connection, long fromPosition, string? notedChain, long eventsMax, CancellationToken cancellation)
    {
        var findings = new Findings();
        var head = await ReadHeadAsync(connection, cancellation);
        findings.Require(
            fromPosition <= head.Position, LedgerChecks.FeedPosition, "feed head",
            $"it says {head.Position}, but position {fromPosition} was verified before");
        var (from, chain) = await FindStartAsync(connection, Math.Min(fromPosition, head.Position), cancellation);
        findings.Require(
            notedChain is null || (from == fromPosition && Convert.ToHexStringLower(chain) == notedChain),
            LedgerChecks.BatchChain, $"batch {fromPosition}", $"its chain is not the one that was noted when it was verified");
        var walk = new FeedWalk(from, chain, head.At, findings);
        var end = head.Position - from > eventsMax ? await FindEndAsync(connection, from + eventsMax, cancellation) : null;
        var (last, lastChain) = end ?? (head.Position, head.Chain);
        await WalkAsync(connection, walk, from, last, cancellation);
        walk.Batches.Finish(last, lastChain);
        await CompareAccountsAsync(connection, walk, from == 0, last == head.Position, cancellation);
        await CompareExpectedAsync(connection, walk.Accounts, findings, cancellation);
        if (from == 0 && last == head.Position)
        {
            await new WholeLedger(connection, findings).CheckAsync(walk.Told, cancellation);
        }

        return new VerificationReport
        {
            From = from,
            Position = last,
            Head = head.Position,
            Chain = Convert.ToHexStringLower(lastChain),
            At = head.At,
            FindingsCount = findings.Count,
            Findings = findings.Kept,
        };
    }

    /// <summary>Reads the next stretch while the one before it is gone over.</summary>
    private static async Task WalkAsync(NpgsqlConnection connection, FeedWalk walk, long from, long last, CancellationToken cancellation)
    {
        var reader = new FeedStretchReader(connection);
        var next = ReadAsync(from);
        for (var after = from; after < last; after += StretchLength)
        {
            var stretch = await next;
            next = ReadAsync(after + StretchLength);
            walk.Walk(stretch);
        }

        await next;

        Task<FeedStretch> ReadAsync(long after) => after < last
            ? Task.Run(() => reader.ReadAsync(after, Math.Min(last, after + StretchLength), cancellation), cancellation)
            : Task.FromResult(new FeedStretch());
    }

    private static async Task CompareAccountsAsync(
        NpgsqlConnection connection, FeedWalk walk, bool isFromStart, bool isToHead, CancellationToken cancellation)
    {
        var accounts = walk.Accounts;
        await using var batch = new NpgsqlBatch(connection);
        var reading = new BatchReading(batch);
        if (isFromStart && isToHead)
        {
            reading.Ask(VerificationSql.AllAccounts, row => accounts.Compare(StretchRows.Account(row)));
        }
        else
        {
            Action<StoredAccount> compare = isToHead ? accounts.Compare : accounts.CompareInPassing;
            reading.AskIfAny(VerificationSql.AccountsById, [.. accounts.Touched], row => compare(StretchRows.Account(row)));
        }

        await reading.ReadAsync(cancellation);
        accounts.RequireRows();
        if (isToHead)
        {
            walk.Finish();
        }

        if (isFromStart && isToHead)
        {
            accounts.RequireSums();
        }
    }

    /// <summary>The verified part goes on where the part before it ended, and the rows where the part after it does.</summary>
    private static async Task CompareExpectedAsync(
        NpgsqlConnection connection, AccountFolds accounts, Findings findings, CancellationToken cancellation)
    {
        var wanted = accounts.TakeExpected();
        var found = new Dictionary<(Guid, long), long>();
        await using var batch = new NpgsqlBatch(connection);
        var reading = new BatchReading(batch);
        if (wanted.Count > 0)
        {
            reading.Ask(
                VerificationSql.PostingsBySequence, row => found[(row.GetGuid(0), row.GetInt64(1))] = row.GetInt64(2),
                wanted.Select(row => row.Account).ToArray(), wanted.Select(row => row.Sequence).ToArray());
            await reading.ReadAsync(cancellation);
        }

        foreach (var posting in wanted)
        {
            var isThere = found.TryGetValue((posting.Account, posting.Sequence), out var posted);
            findings.Require(
                posting.Sequence == 0 || isThere, LedgerChecks.PostingSequence, $"account {posting.Account}",
                $"there is no posting {posting.Sequence}");
            findings.Require(
                posted == posting.Posted || (posting.Sequence > 0 && !isThere), posting.Check, $"account {posting.Account}",
                $"{posting.Posted} was expected after posting {posting.Sequence}, it ends at {posted}");
        }
    }

    private static async Task<(long Position, byte[] Chain, DateTimeOffset At)> ReadHeadAsync(
        NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(VerificationSql.Head, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1), new DateTimeOffset(reader.GetDateTime(2), TimeSpan.Zero));
    }

    private static async Task<(long From, byte[] Chain)> FindStartAsync(
        NpgsqlConnection connection, long position, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(VerificationSql.Start, connection) { Parameters = { new() { Value = position } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : (0, FirstChain);
    }

    /// <summary>The first end of a batch at or after the position.</summary>
    private static async Task<(long Position, byte[] Chain)?> FindEndAsync(
        NpgsqlConnection connection, long position, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(VerificationSql.End, connection) { Parameters = { new() { Value = position } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : null;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
