using Npgsql;
using Payments.Domain.Commands;

namespace Payments.Journal.Reading;

public sealed partial class PostgresLedgerReader
{
    private static readonly LedgerQuery.Constant Id = new("id");
    private static readonly LedgerQuery.Constant RecordedAt = new("recorded_at");

    /// <inheritdoc/>
    public Task<PartyView?> FindPartyAsync(Guid partyId, CancellationToken cancellation) =>
        FindAsync(Parties().Add($" WHERE id = {partyId}"), Party, cancellation);

    /// <inheritdoc/>
    public async Task<Page<PartyView>> ListPartiesAsync(PartyKind kind, PageRequest page, CancellationToken cancellation)
    {
        var query = AddPage(Parties().Add($" WHERE kind = {(short)kind}"), page, Id, RecordedAt);
        return ToPage(await ListAsync(query, Party, cancellation), page.Limit, IsTowardsOlder(page));
    }

    /// <inheritdoc/>
    public async Task<Page<ApiKeyView>> ListApiKeysAsync(Guid? merchant, PageRequest page, CancellationToken cancellation)
    {
        var query = ApiKeys().Add($" WHERE true").AddIf(merchant is not null, $"   AND merchant_id = {merchant}");
        AddPage(query, page, Id, RecordedAt);
        return ToPage(await ListAsync(query, ApiKey, cancellation), page.Limit, IsTowardsOlder(page));
    }

    /// <inheritdoc/>
    public Task<ApiKeyView?> FindApiKeyAsync(Guid keyId, CancellationToken cancellation) =>
        FindAsync(ApiKeys().Add($" WHERE id = {keyId}"), ApiKey, cancellation);

    /// <inheritdoc/>
    public Task<ApiKeyIdentity?> IdentifyApiKeyAsync(byte[] secretHash, CancellationToken cancellation) => FindAsync(
        new LedgerQuery().Add($"SELECT id, merchant_id, ends_at FROM api_key WHERE secret_hash = {secretHash}"),
        row => new ApiKeyIdentity(row.GetGuid(0), row.GetGuid(1), EndsAt(row, 2)),
        cancellation);

    private static LedgerQuery Parties() =>
        new LedgerQuery().Add($"SELECT id, kind, name, email, metadata::text, recorded_at FROM party");

    private static LedgerQuery ApiKeys() =>
        new LedgerQuery().Add($"SELECT id, merchant_id, last_four, name, recorded_at, ends_at FROM api_key");

    private static PartyView Party(NpgsqlDataReader row) => new(
        row.GetGuid(0), (PartyKind)row.GetInt16(1), row.GetString(2), row.OptionalText(3), row.OptionalText(4), row.Instant(5));

    private static ApiKeyView ApiKey(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.OptionalText(3), row.Instant(4), EndsAt(row, 5));

    private static DateTimeOffset? EndsAt(NpgsqlDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.Instant(ordinal);
}
