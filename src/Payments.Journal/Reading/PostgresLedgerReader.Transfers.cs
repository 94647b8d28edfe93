using Npgsql;
using Payments.Domain;
using Payments.Domain.Ledger;

namespace Payments.Journal.Reading;

public sealed partial class PostgresLedgerReader
{
    private const string ImmediateTransfers = """
        SELECT e.id, debit.account_id, credit.account_id, source.owner_id, destination.owner_id, credit.amount, e.currency,
               e.recorded_at, r.reversal_id, e.batch_id, e.description, e.reference, e.metadata::text
          FROM unnest($1) AS wanted (id)
          JOIN entry e ON e.id = wanted.id AND e.kind = 1
          JOIN posting debit ON debit.entry_id = e.id AND debit.ordinal = 0
          JOIN posting credit ON credit.entry_id = e.id AND credit.ordinal = 1
          JOIN account source ON source.id = debit.account_id
          JOIN account destination ON destination.id = credit.account_id
          LEFT JOIN reversal r ON r.entry_id = e.id
        """;

    private static readonly string TwoPhaseTransfers = $"""
        SELECT {LedgerRows.HoldColumns.Sql}, source.owner_id, destination.owner_id, r.reversal_id
          FROM unnest($1) AS wanted (id)
          JOIN hold h ON h.transfer_id = wanted.id
          JOIN account source ON source.id = h.source
          JOIN account destination ON destination.id = h.destination
          LEFT JOIN reversal r ON r.entry_id = h.entry_id
        """;

    /// <inheritdoc/>
    public async Task<TransferView?> FindTransferAsync(Guid transferId, CancellationToken cancellation) =>
        (await FindTransfersAsync([transferId], cancellation)).GetValueOrDefault(transferId);

    /// <inheritdoc/>
    public async Task<Page<TransferView>> ListTransfersAsync(
        Guid? owner, Guid? account, string? status, string? reference, IReadOnlyDictionary<string, string>? metadata,
        PageRequest page, CancellationToken cancellation)
    {
        var list = new EntryList
        {
            Owner = owner, Account = account, Kind = EntryKind.Transfer, Reference = reference, Page = page,
            Metadata = metadata ?? new Dictionary<string, string>(),
        };
        if (await PlaceAsync(list, cancellation) is not { } placed || TransfersWithStatus(placed, status) is not { } query)
        {
            return new Page<TransferView>([], HasMore: false);
        }

        var ids = ToPage(await ListAsync(placed.AddOrder(query), row => row.GetGuid(0), cancellation), page.Limit, placed.IsTowardsOlder);
        var transfers = await FindTransfersAsync(ids.Data, cancellation);
        return new Page<TransferView>([.. ids.Data.Select(id => transfers[id])], ids.HasMore);
    }

    /// <summary>What <see cref="TransferView.Status"/> says, as a filter: null when no transfer can have the status.</summary>
    private static LedgerQuery? TransfersWithStatus(EntryList list, string? status)
    {
        var query = new LedgerQuery().Add($"SELECT DISTINCT id, recorded_at FROM ((");
        switch (status)
        {
            case null:
                list.AddHolds(list.AddEntries(query).Add($") UNION ALL ("));
                break;
            case "posted" or "reversed":
                var chosen = list with { IsReversed = status == "reversed" };
                (chosen with { HoldStatus = HoldStatus.Posted }).AddHolds(chosen.AddEntries(query).Add($") UNION ALL ("));
                break;
            case "held" or "voided" or "expired":
                (list with { HoldStatus = Enum.Parse<HoldStatus>(status, ignoreCase: true) }).AddHolds(query);
                break;
            default:
                return null;
        }

        return query.Add($")) AS found (id, recorded_at)");
    }

    private async Task<Dictionary<Guid, TransferView>> FindTransfersAsync(IReadOnlyList<Guid> ids, CancellationToken cancellation)
    {
        var transfers = new Dictionary<Guid, TransferView>(ids.Count);
        if (ids.Count == 0)
        {
            return transfers;
        }

        Guid[] wanted = [.. ids];
        await using var batch = connections.CreateBatch();
        foreach (var sql in new[] { ImmediateTransfers, TwoPhaseTransfers })
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql) { Parameters = { new NpgsqlParameter<Guid[]> { TypedValue = wanted } } });
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        foreach (var read in new[] { ImmediateTransfer, TwoPhaseTransfer })
        {
            while (await reader.ReadAsync(cancellation))
            {
                var transfer = read(reader);
                transfers[transfer.Id] = transfer;
            }

            await reader.NextResultAsync(cancellation);
        }

        return transfers;
    }

    private static TransferView ImmediateTransfer(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Source = row.GetGuid(1),
        Destination = row.GetGuid(2),
        SourceOwner = row.GetGuid(3),
        DestinationOwner = row.GetGuid(4),
        Amount = row.GetInt64(5),
        Currency = Currency.Of(row.GetString(6)),
        CreatedAt = row.Instant(7),
        EntryId = row.GetGuid(0),
        ReversalId = row.OptionalId(8),
        BatchId = row.OptionalId(9),
        Description = row.OptionalText(10),
        Reference = row.OptionalText(11),
        Metadata = row.OptionalText(12),
    };

    private static TransferView TwoPhaseTransfer(NpgsqlDataReader row)
    {
        var hold = LedgerRows.Hold(row);
        return new TransferView
        {
            Id = hold.TransferId,
            Source = hold.Source,
            Destination = hold.Destination,
            SourceOwner = row.GetGuid(14),
            DestinationOwner = row.GetGuid(15),
            Amount = hold.Amount,
            Currency = hold.Currency,
            CreatedAt = hold.CreatedAt,
            Hold = hold,
            EntryId = hold.EntryId,
            ReversalId = row.OptionalId(16),
            Description = hold.Description,
            Reference = hold.Reference,
            Metadata = hold.Metadata,
        };
    }
}
