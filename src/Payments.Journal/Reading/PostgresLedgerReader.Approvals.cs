using Payments.Domain.Ledger;
using Payments.Journal.Writing;

namespace Payments.Journal.Reading;

public sealed partial class PostgresLedgerReader
{
    /// <inheritdoc/>
    public Task<ApprovalState?> FindApprovalAsync(Guid approvalId, CancellationToken cancellation) =>
        FindAsync(Approvals().Add($" WHERE id = {approvalId}"), LedgerRows.Approval, cancellation);

    /// <inheritdoc/>
    public async Task<Page<ApprovalState>> ListApprovalsAsync(
        ApprovalStatus? status, Guid? transferId, string? requestedBy, PageRequest page, CancellationToken cancellation)
    {
        var query = Approvals().Add($" WHERE true")
            .AddIf(status is not null, $"   AND status = {(short)(status ?? default)}")
            .AddIf(transferId is not null, $"   AND transfer_id = {transferId}")
            .AddIf(requestedBy is not null, $"   AND requested_by = {requestedBy!}");
        AddPage(query, page, Id, RecordedAt);
        return ToPage(await ListAsync(query, LedgerRows.Approval, cancellation), page.Limit, IsTowardsOlder(page));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ApprovalState>> ListOverdueApprovalsAsync(int limit, CancellationToken cancellation) =>
        await ListAsync(
            Approvals().Add($" WHERE status = 1 AND expires_at <= statement_timestamp() ORDER BY expires_at LIMIT {LedgerQuery.Number(limit)}"),
            LedgerRows.Approval, cancellation);

    private static LedgerQuery Approvals() =>
        new LedgerQuery().Add($"SELECT {new LedgerQuery.Constant(ReadSql.ApprovalColumns)} FROM approval");
}
