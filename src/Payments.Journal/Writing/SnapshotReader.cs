using Npgsql;
using Payments.Domain;
using Payments.Domain.Commands;
using Payments.Domain.Ledger;
using Payments.Journal.Reading;

namespace Payments.Journal.Writing;

/// <summary>Reads a batch's demand in one round trip, with locks or without.</summary>
internal static class SnapshotReader
{
    private delegate void ReadRow(JournalSnapshot snapshot, NpgsqlDataReader row);

    /// <summary>Begins a transaction, and locks what it reads until that ends.</summary>
    internal static async Task<JournalSnapshot> LockAsync(
        NpgsqlConnection connection, JournalDemand demand, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(ReadSql.Begin);
        var readers = new List<ReadRow>();
        Ask(batch, readers, ReadSql.AccountsLocked, demand.Accounts, Account);
        Ask(batch, readers, ReadSql.Holds, demand.Holds, Hold);
        Ask(batch, readers, ReadSql.ApiKeys, demand.ApiKeys, ApiKey);
        Ask(batch, readers, ReadSql.Approvals, demand.Approvals, Approval);
        Ask(batch, readers, ReadSql.PendingApprovals, demand.ApprovalsOfTransfers, Approval);
        Ask(batch, readers, ReadSql.Originals, demand.Originals, Original);
        AskUnlocked(batch, readers, demand);
        return await ReadAsync(batch, readers, cancellation);
    }

    /// <summary>Reads without locks and without a transaction; only some of the accounts, the others being known.</summary>
    internal static async Task<JournalSnapshot> LookAsync(
        NpgsqlConnection connection, JournalDemand demand, IReadOnlyCollection<Guid> accounts, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        var readers = new List<ReadRow>();
        Ask(batch, readers, ReadSql.Accounts, accounts, Account);
        AskUnlocked(batch, readers, demand);
        return await ReadAsync(batch, readers, cancellation);
    }

    private static void AskUnlocked(NpgsqlBatch batch, List<ReadRow> readers, JournalDemand demand)
    {
        Ask(batch, readers, ReadSql.Operations, demand.Operations, Operation);
        Ask(batch, readers, ReadSql.Parties, demand.Parties, static (s, r) => s.Parties[r.GetGuid(0)] = (PartyKind)r.GetInt16(1));
        Ask(batch, readers, ReadSql.Emails, demand.Emails, static (s, r) => s.Emails.Add(r.GetString(0)));
        // The clock is read after the locks were waited for, so it is the last result.
        batch.Add(ReadSql.Clock);
    }

    private static void Ask<T>(
        NpgsqlBatch batch, List<ReadRow> readers, string sql, IReadOnlyCollection<T> keys, ReadRow readRow)
    {
        if (keys.Count > 0)
        {
            batch.Add(sql).With<T[]>([.. keys]);
            readers.Add(readRow);
        }
    }

    private static async Task<JournalSnapshot> ReadAsync(NpgsqlBatch batch, List<ReadRow> readers, CancellationToken cancellation)
    {
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        var snapshot = new JournalSnapshot { Now = default };
        foreach (var readRow in readers)
        {
            while (await reader.ReadAsync(cancellation))
            {
                readRow(snapshot, reader);
            }

            await reader.NextResultAsync(cancellation);
        }

        await reader.ReadAsync(cancellation);
        snapshot.Now = Utc(reader.GetDateTime(0));
        return snapshot;
    }

    private static void Account(JournalSnapshot snapshot, NpgsqlDataReader row)
    {
        var id = row.GetGuid(0);
        snapshot.Accounts[id] = new AccountState
        {
            Id = id,
            OwnerId = row.GetGuid(1),
            Type = (AccountType)row.GetInt16(2),
            Currency = Currency.Of(row.GetString(3)),
            CreatedAt = Utc(row.GetDateTime(4)),
            Status = (AccountStatus)row.GetInt16(5),
            Posted = row.GetInt64(6),
            Held = row.GetInt64(7),
            Floor = OptionalInt64(row, 8),
            LimitPerTransfer = OptionalInt64(row, 9),
            LimitPerDay = OptionalInt64(row, 10),
            Day = row.GetFieldValue<DateOnly>(11),
            DayDebited = row.GetInt64(12),
            Version = row.GetInt64(13),
            Sequence = row.GetInt64(14),
            Epoch = row.GetInt64(15),
            EventSequence = row.GetInt32(16),
        };
    }

    private static void Hold(JournalSnapshot snapshot, NpgsqlDataReader row)
    {
        var id = row.GetGuid(0);
        snapshot.Holds[id] = new HoldState
        {
            TransferId = id,
            TenantId = row.GetGuid(1),
            Source = row.GetGuid(2),
            Destination = row.GetGuid(3),
            Amount = row.GetInt64(4),
            Currency = Currency.Of(row.GetString(5)),
            Status = (HoldStatus)row.GetInt16(6),
            PostedAmount = row.GetInt64(7),
            ExpiresAt = Utc(row.GetDateTime(8)),
            CreatedAt = Utc(row.GetDateTime(9)),
            EntryId = row.IsDBNull(10) ? null : row.GetGuid(10),
            Description = OptionalText(row, 11),
            Reference = OptionalText(row, 12),
            Metadata = OptionalText(row, 13),
        };
    }

    private static void ApiKey(JournalSnapshot snapshot, NpgsqlDataReader row) =>
        snapshot.ApiKeys[row.GetGuid(0)] = new ApiKeyRow(
            row.GetGuid(0), row.GetGuid(1), row.GetFieldValue<byte[]>(2), row.GetString(3), OptionalText(row, 4),
            row.IsDBNull(5) ? null : Utc(row.GetDateTime(5)), row.GetInt32(6));

    private static void Approval(JournalSnapshot snapshot, NpgsqlDataReader row)
    {
        var approval = LedgerRows.Approval(row);
        snapshot.Approvals[approval.Id] = approval;
    }

    private static void Operation(JournalSnapshot snapshot, NpgsqlDataReader row)
    {
        var objectId = row.GetGuid(2);
        var outcome = row.IsDBNull(3)
            ? OptionalText(row, 4) is { } json ? OutcomeCodec.ReadOutcome(json) : null
            : BalancesAfter.Read(row.GetFieldValue<byte[]>(3), objectId, Utc(row.GetDateTime(6)));
        var refusal = OptionalText(row, 5) is { } text ? OutcomeCodec.ReadRefusal(text) : null;
        snapshot.Operations[row.GetGuid(0)] = new StoredOperation(row.GetFieldValue<byte[]>(1), objectId, outcome, refusal);
    }

    private static void Original(JournalSnapshot snapshot, NpgsqlDataReader row)
    {
        var id = row.GetGuid(0);
        if (!snapshot.Originals.TryGetValue(id, out var original))
        {
            original = new OriginalEntry(
                id, (EntryKind)row.GetInt16(1), row.GetGuid(2), Currency.Of(row.GetString(3)),
                new List<(Guid, long)>(2), row.GetBoolean(6));
            snapshot.Originals.Add(id, original);
        }

        ((List<(Guid, long)>)original.Postings).Add((row.GetGuid(4), row.GetInt64(5)));
    }

    private static DateTimeOffset Utc(DateTime value) => new(value, TimeSpan.Zero);

    private static long? OptionalInt64(NpgsqlDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetInt64(ordinal);

    private static string? OptionalText(NpgsqlDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetString(ordinal);
}
