using System.Security.Cryptography;
using System.Text;
using Payments.Domain.Ledger;

namespace Payments.Simulation.Database;

/// <summary>
/// The inserts of a plan in the order of the product's statements: each waits for a running transaction that has inserted the
/// same, and is refused when that, or anybody before, has committed it.
/// </summary>
internal sealed class Inserts(SimulatedJournalDatabase database, SimulatedTransaction transaction, JournalWrites writes)
{
    private Tables Tables => database.Tables;

    public async Task AddAsync()
    {
        database.Require(Constraints.OfInserts(Tables, writes));
        foreach (var row in writes.Operations)
            await AddAsync("operation_pkey", row.Stamp.OperationId, Tables.Operations.ContainsKey, isAlways: true);
        await AddPartiesAsync();
        foreach (var (account, _, _) in writes.OpenedAccounts)
            await AddAsync("account_pkey", account, Tables.Accounts.ContainsKey);
        foreach (var hold in writes.Holds.Keys)
            await database.Keys.InsertAsync(new UniqueKey("hold_pkey", hold), transaction);
        await AddApprovalsAsync();
        await AddEntriesAsync();
    }

    private async Task AddPartiesAsync()
    {
        foreach (var party in writes.Parties)
        {
            await AddAsync("party_pkey", party.PartyId, Tables.Parties.ContainsKey);
            if (party.Email is { } email)
                await AddAsync("party_email_key", IdOf(email), _ => Tables.Emails.Contains(email), isAlways: true);
        }
    }

    private async Task AddApprovalsAsync()
    {
        foreach (var pending in writes.Approvals.Values.Where(row => row.Status == ApprovalStatus.Pending))
        {
            await AddAsync("approval_one_pending", pending.TransferId, transfer => Tables.Approvals.Values.Any(row =>
                row.Status == ApprovalStatus.Pending && row.TransferId == transfer && !writes.Approvals.ContainsKey(row.Id)), isAlways: true);
        }
    }

    private async Task AddEntriesAsync()
    {
        foreach (var entry in writes.Entries)
            await AddAsync("entry_pkey", entry.Id, Tables.Entries.ContainsKey);
        foreach (var row in writes.Postings.OrderBy(row => row.AccountId).ThenBy(row => row.Sequence))
        {
            await database.Keys.InsertAsync(new UniqueKey("posting_account_sequence", row.AccountId, row.Sequence), transaction);
            if (database.HasConstraints && row.Sequence <= (Tables.Accounts.GetValueOrDefault(row.AccountId)?.Sequence ?? 0))
                throw ServerErrors.Unique("posting_account_sequence");
        }

        foreach (var (original, _) in writes.Reversals)
            await AddAsync("reversal_pkey", original, Tables.Reversals.ContainsKey);
    }

    private async Task AddAsync(string index, Guid id, Func<Guid, bool> isTaken, bool isAlways = false)
    {
        await database.Keys.InsertAsync(new UniqueKey(index, id), transaction);
        if ((isAlways || database.HasConstraints) && isTaken(id))
            throw ServerErrors.Unique(index);
    }

    private static Guid IdOf(string email) => new(SHA256.HashData(Encoding.UTF8.GetBytes(email)).AsSpan(0, 16));
}
