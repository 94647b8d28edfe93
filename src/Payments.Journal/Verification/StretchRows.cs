using Npgsql;
using Payments.Domain;
using Payments.Domain.Commands;
using Payments.Domain.Ledger;
using Payments.Journal.Reading;

namespace Payments.Journal.Verification;

/// <summary>Rows of <see cref="VerificationSql"/> as they were written: the digest is taken over them again.</summary>
internal static class StretchRows
{
    internal static StoredEvent Event(NpgsqlDataReader row)
    {
        var hasAudit = !row.IsDBNull(9);
        var told = new EventRow(
            (EventType)row.GetInt16(2), row.GetGuid(3), row.GetInt32(4), row.OptionalId(5), row.GetGuid(6), row.OptionalId(7),
            row.OptionalText(8), hasAudit ? Audit(row) : null);
        return new StoredEvent(row.GetInt64(0), row.Instant(1), told, hasAudit ? row.Instant(9) : null);
    }

    internal static StoredBatch Batch(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.Instant(2), row.GetFieldValue<byte[]>(3), row.GetFieldValue<byte[]>(4));

    internal static StoredEntry Entry(NpgsqlDataReader row) => new(
        new EntryRow(
            row.GetGuid(0), (EntryKind)row.GetInt16(1), row.GetGuid(2), row.OptionalId(3), row.OptionalId(4), row.OptionalId(5),
            Currency.Of(row.GetString(6)), row.OptionalText(7), row.OptionalText(8), row.OptionalText(9), Origin(row, 10)),
        row.Instant(16));

    internal static StoredOperation Operation(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), row.IsDBNull(2) ? null : row.GetFieldValue<byte[]>(2), row.OptionalText(3), row.GetGuid(4),
        row.Instant(5), row.GetBoolean(6));

    internal static StoredParty Party(NpgsqlDataReader row) => new(
        (PartyKind)row.GetInt16(1), row.GetString(2), row.OptionalText(3), row.OptionalText(4),
        row.IsDBNull(5) ? null : row.GetFieldValue<byte[]>(5), row.Instant(6));

    internal static StoredAccount Account(NpgsqlDataReader row) =>
        new(LedgerRows.Account(row), row.GetGuid(18), (AccountType)row.GetInt16(19), row.GetString(20), row.Instant(21));

    internal static StoredApiKey ApiKey(NpgsqlDataReader row)
    {
        var key = new ApiKeyRow(
            row.GetGuid(0), row.GetGuid(1), row.GetFieldValue<byte[]>(2), row.GetString(3), row.OptionalText(4),
            row.IsDBNull(5) ? null : row.Instant(5), row.GetInt32(6));
        return new StoredApiKey(key, row.Instant(7));
    }

    private static AuditRow Audit(NpgsqlDataReader row) => new(
        row.GetString(10), row.GetGuid(11), row.OptionalId(12), row.OptionalInt64(13), row.OptionalInt64(14), Origin(row, 15));

    private static Origin Origin(NpgsqlDataReader row, int at) => new()
    {
        TenantId = row.GetGuid(at),
        Actor = row.GetString(at + 1),
        Role = (Role)row.GetInt16(at + 2),
        Address = row.OptionalText(at + 3),
        UserAgent = row.OptionalText(at + 4),
        RequestId = row.GetString(at + 5),
    };
}
