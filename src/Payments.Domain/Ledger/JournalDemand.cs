using Payments.Domain.Commands;

namespace Payments.Domain.Ledger;

/// <summary>What must be locked and read before a batch of commands can be decided.</summary>
public sealed class JournalDemand
{
    /// <summary>Idempotency records to look for.</summary>
    public HashSet<Guid> Operations { get; } = [];

    /// <summary>Accounts to lock, in the order of their ids so that two writers never wait for each other in a circle.</summary>
    public SortedSet<Guid> Accounts { get; } = [];

    /// <summary>Holds to lock.</summary>
    public SortedSet<Guid> Holds { get; } = [];

    /// <summary>Entries that are to be reversed.</summary>
    public HashSet<Guid> Originals { get; } = [];

    /// <summary>Users and merchants that must exist.</summary>
    public HashSet<Guid> Parties { get; } = [];

    /// <summary>Mail addresses that must be free.</summary>
    public HashSet<string> Emails { get; } = new(StringComparer.Ordinal);

    /// <summary>API keys that are to be changed.</summary>
    public HashSet<Guid> ApiKeys { get; } = [];

    /// <summary>Approvals to decide about.</summary>
    public SortedSet<Guid> Approvals { get; } = [];

    /// <summary>Transfers of which a pending approval would stand in the way.</summary>
    public SortedSet<Guid> ApprovalsOfTransfers { get; } = [];

    /// <summary>Collects the needs of all commands of a batch.</summary>
    public static JournalDemand Of(IReadOnlyList<Command> commands)
    {
        var demand = new JournalDemand();
        foreach (var command in commands)
        {
            demand.Add(command);
        }

        return demand;
    }

    private void Add(Command command)
    {
        if (command.Idempotency is { } stamp)
        {
            Operations.Add(stamp.OperationId);
        }

        switch (command)
        {
            case TransferMoney transfer:
                Accounts.Add(transfer.Source);
                Accounts.Add(transfer.Destination);
                break;
            case SettleHold settle:
                Accounts.Add(settle.Source);
                Accounts.Add(settle.Destination);
                Holds.Add(settle.TransferId);
                break;
            case ReverseTransfer reverse:
                Accounts.Add(reverse.Source);
                Accounts.Add(reverse.Destination);
                Originals.Add(reverse.OriginalEntryId);
                break;
            case RequestReversal request:
                Accounts.Add(request.Source);
                Accounts.Add(request.Destination);
                Originals.Add(request.OriginalEntryId);
                ApprovalsOfTransfers.Add(request.TransferId);
                break;
            case DecideApproval decide:
                Approvals.Add(decide.ApprovalId);
                if (decide.IsApproved)
                {
                    Accounts.Add(decide.Source);
                    Accounts.Add(decide.Destination);
                    Originals.Add(decide.OriginalEntryId);
                }

                break;
            case EndApproval end:
                Approvals.Add(end.ApprovalId);
                break;
            case TransferBatch batch:
                foreach (var transfer in batch.Transfers)
                {
                    Accounts.Add(transfer.Source);
                    Accounts.Add(transfer.Destination);
                }

                break;
            case AccountCommand account:
                Accounts.Add(account.Account);
                if (account is OpenAccount { OwnerId: var owner } && owner != Guid.Empty)
                {
                    Parties.Add(owner);
                }

                break;
            case RegisterParty { Email: { } email }:
                Emails.Add(email);
                break;
            case IssueApiKey issue:
                Parties.Add(issue.MerchantId);
                if (issue.Replaces is { } replaced)
                {
                    ApiKeys.Add(replaced);
                }

                break;
            case RevokeApiKey revoke:
                ApiKeys.Add(revoke.KeyId);
                break;
        }
    }
}
