using Payments.History.Records;

namespace Payments.History.Ledger;

/// <summary>What the ledger must say to a request in a certain state: written from the API's description alone.</summary>
public sealed class ReferenceRules(
    IReadOnlyDictionary<string, AccountTrack> accounts, IReadOnlyDictionary<string, TransferTrack> transfers)
{
    /// <summary>The code of the refusal after everything up to a position; null when it must be done.</summary>
    public string? Refuse(Invocation request, long position, DateTimeOffset now) => request.Kind switch
    {
        OperationKind.Transfer or OperationKind.Hold => RefuseSpending(request.Source!, request.Amount!.Value, position),
        OperationKind.Post => RefuseEnd(request, position, now, request.Amount),
        OperationKind.Void => RefuseEnd(request, position, now, null),
        OperationKind.Reverse => RefuseReversal(request.Transfer!, position),
        OperationKind.Batch => RefuseBatch(request.Items!, position),
        _ => null,
    };

    /// <summary>The refusal of a debit of this much.</summary>
    public string? RefuseSpending(string account, long amount, long position)
    {
        if (accounts.GetValueOrDefault(account) is not { } track || track.At(position).Version == 0)
        {
            return "account_not_found";
        }

        return track.Spendable(track.At(position)) < amount ? "insufficient_funds" : null;
    }

    /// <summary>Accounts and transfers whose changes can change the answer.</summary>
    public IEnumerable<long> Changes(Invocation request, long after, long last)
    {
        var transfer = request.Transfer is { } id ? transfers.GetValueOrDefault(id) : null;
        var involved = request.Items is { } items
            ? items.SelectMany(item => new[] { item.Source, item.Destination })
            : new[] { request.Source, request.Kind == OperationKind.Reverse ? transfer?.Destination : null }.OfType<string>();
        var positions = involved.Distinct().Select(account => accounts.GetValueOrDefault(account))
            .OfType<AccountTrack>().SelectMany(track => track.ChangesWithin(after, last));
        return transfer is null ? positions : positions.Concat(transfer.ChangesWithin(after, last));
    }

    private string? RefuseEnd(Invocation request, long position, DateTimeOffset now, long? amount)
    {
        if (transfers.GetValueOrDefault(request.Transfer!) is not { } transfer || position < transfer.Position)
        {
            return "transfer_not_found";
        }

        if (!transfer.IsHold)
        {
            return "transfer_not_held";
        }

        if (position >= transfer.EndedAt)
        {
            return transfer.End == "expired" ? "hold_expired" : $"hold_already_{transfer.End}";
        }

        return now >= transfer.ExpiresAt ? "hold_expired" : amount > transfer.Amount ? "amount_exceeds_hold" : null;
    }

    private string? RefuseReversal(string id, long position)
    {
        if (transfers.GetValueOrDefault(id) is not { } transfer || position < transfer.Position)
        {
            return "transfer_not_found";
        }

        if ((transfer.IsHold && position < transfer.EndedAt) || transfer.Moved == 0)
        {
            return "not_reversible";
        }

        return position >= transfer.ReversedAt ? "already_reversed" : RefuseSpending(transfer.Destination, transfer.Moved, position);
    }

    private string? RefuseBatch(IReadOnlyList<BatchItem> items, long position)
    {
        var moved = new Dictionary<string, long>();
        foreach (var item in items)
        {
            var before = moved.GetValueOrDefault(item.Source);
            if (RefuseSpending(item.Source, long.CreateSaturating((Int128)item.Amount - before), position) is not null)
            {
                return "batch_refused";
            }

            moved[item.Source] = before - item.Amount;
            moved[item.Destination] = moved.GetValueOrDefault(item.Destination) + item.Amount;
        }

        return null;
    }
}
