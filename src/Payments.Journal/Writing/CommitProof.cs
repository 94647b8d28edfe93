using Npgsql;
using Payments.Domain.Ledger;

namespace Payments.Journal.Writing;

/// <summary>The look after the COMMIT that shows that it was one: at one of the rows that the transaction has written.</summary>
internal static class CommitProof
{
    internal static void Add(NpgsqlBatch batch, JournalWrites writes)
    {
        if (writes.Operations.Count > 0)
        {
            batch.Add(WriteSql.ProofByOperation).With(writes.Operations[0].Stamp.OperationId);
            return;
        }

        if (writes.Accounts.Count == 0)
        {
            // The end of requests alone, by the system: nothing goes on from there.
            var approval = writes.Approvals.Values.First();
            batch.Add(WriteSql.ProofByApproval).With(approval.Id).With((short)approval.Status);
            return;
        }

        var account = writes.Accounts.Values.First();
        batch.Add(WriteSql.ProofByBalance).With(account.Id).With(account.Version).With(account.Epoch);
    }
}
