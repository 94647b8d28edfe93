using Npgsql;
using Payments.Domain.Commands;
using Payments.Domain.Ledger;
using Payments.Domain;
using Payments.Journal.Retention;
using Payments.Journal.Writing;

namespace Payments.Journal.Reading;

/// <summary>Which columns a view is read from, and how.</summary>
internal static class LedgerRows
{
    internal static readonly LedgerQuery.Constant AccountColumns = new("""
        b.account_id, b.owner_id, b.type, b.currency, b.opened_at, b.status, b.posted, b.held, b.floor, b.limit_per_transfer,
        b.limit_per_day, b.day, b.day_debited, b.version, b.sequence, b.epoch, b.event_sequence, a.metadata::text
        """);

    internal static readonly LedgerQuery.Constant HoldColumns = new("""
        h.transfer_id, h.tenant_id, h.source, h.destination, h.amount, h.currency, h.status, h.posted_amount, h.expires_at,
        h.recorded_at, h.entry_id, h.description, h.reference, h.metadata::text
        """);

    internal static readonly LedgerQuery.Constant PostingColumns = new("""
        p.entry_id, p.ordinal, p.account_id, p.amount, p.sequence, p.posted_after, p.held_after, p.epoch
        """);

    internal static AccountView Account(NpgsqlDataReader row) => new(
        new AccountState
        {
            Id = row.GetGuid(0),
            OwnerId = row.GetGuid(1),
            Type = (AccountType)row.GetInt16(2),
            Currency = Currency.Of(row.GetString(3)),
            CreatedAt = row.Instant(4),
            Status = (AccountStatus)row.GetInt16(5),
            Posted = row.GetInt64(6),
            Held = row.GetInt64(7),
            Floor = row.OptionalInt64(8),
            LimitPerTransfer = row.OptionalInt64(9),
            LimitPerDay = row.OptionalInt64(10),
            Day = row.GetFieldValue<DateOnly>(11),
            DayDebited = row.GetInt64(12),
            Version = row.GetInt64(13),
            Sequence = row.GetInt64(14),
            Epoch = row.GetInt64(15),
            EventSequence = row.GetInt32(16),
        },
        row.OptionalText(17));

    internal static HoldState Hold(NpgsqlDataReader row) => new()
    {
        TransferId = row.GetGuid(0),
        TenantId = row.GetGuid(1),
        Source = row.GetGuid(2),
        Destination = row.GetGuid(3),
        Amount = row.GetInt64(4),
        Currency = Currency.Of(row.GetString(5)),
        Status = (HoldStatus)row.GetInt16(6),
        PostedAmount = row.GetInt64(7),
        ExpiresAt = row.Instant(8),
        CreatedAt = row.Instant(9),
        EntryId = row.OptionalId(10),
        Description = row.OptionalText(11),
        Reference = row.OptionalText(12),
        Metadata = row.OptionalText(13),
    };

    /// <summary>A posting whose columns begin at an ordinal.</summary>
    internal static PostingRow Posting(NpgsqlDataReader row, int at) => new(
        row.GetGuid(at), row.GetInt16(at + 1), row.GetGuid(at + 2), row.GetInt64(at + 3), row.GetInt64(at + 4),
        row.GetInt64(at + 5), row.GetInt64(at + 6), row.GetInt64(at + 7));

    internal static OperationView Operation(NpgsqlDataReader row)
    {
        var objectId = row.GetGuid(4);
        var firstUsedAt = row.Instant(8);
        Outcome? outcome = row.IsDBNull(5)
            ? row.OptionalText(6) is { } json ? OutcomeCodec.ReadOutcome(json) : null
            : BalancesAfter.Read(row.GetFieldValue<byte[]>(5), objectId, firstUsedAt);
        return new OperationView(
            row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetFieldValue<byte[]>(3), objectId, outcome,
            row.OptionalText(7) is { } refusal ? OutcomeCodec.ReadRefusal(refusal) : null,
            firstUsedAt, row.IsDBNull(9) ? firstUsedAt : row.Instant(9),
            firstUsedAt + (row.GetBoolean(10) ? OperationRetention.KeepMoneyFor : OperationRetention.KeepFor));
    }

    /// <summary>Reads <see cref="Writing.ReadSql.ApprovalColumns"/>.</summary>
    internal static ApprovalState Approval(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        TransferId = row.GetGuid(1),
        OriginalEntryId = row.GetGuid(2),
        Status = (ApprovalStatus)row.GetInt16(3),
        RequestedBy = row.GetString(4),
        RequestedAt = row.Instant(5),
        Description = row.OptionalText(6),
        DecidedBy = row.OptionalText(7),
        DecidedAt = row.IsDBNull(8) ? null : row.Instant(8),
        ReversalId = row.OptionalId(9),
        ExpiresAt = row.IsDBNull(10) ? null : row.Instant(10),
    };

    internal static DateTimeOffset Instant(this NpgsqlDataReader row, int ordinal) => new(row.GetDateTime(ordinal), TimeSpan.Zero);

    internal static string? OptionalText(this NpgsqlDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetString(ordinal);

    internal static long? OptionalInt64(this NpgsqlDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetInt64(ordinal);

    internal static Guid? OptionalId(this NpgsqlDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetGuid(ordinal);
}
