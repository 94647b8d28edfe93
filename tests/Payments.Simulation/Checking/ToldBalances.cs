using Payments.Domain.Commands;
using Payments.Domain.Ledger;

namespace Payments.Simulation.Checking;

/// <summary>The balances that an answer tells beside what was done.</summary>
internal static class ToldBalances
{
    /// <summary>What is wrong with them; null when nothing is.</summary>
    public static string? Against(ReferenceBook book, Outcome outcome) => outcome switch
    {
        TransferOutcome told when book.Entries[told.EntryId] is { Kind: EntryKind.Reversal } reversal =>
            Against(book, (reversal.Destination, told.Source), (reversal.Source, told.Destination)),
        TransferOutcome told when book.Entries[told.EntryId] is var entry =>
            Against(book, (entry.Source, told.Source), (entry.Destination, told.Destination)),
        HoldOutcome told => Against(book, (told.Hold.Source, told.Source), (told.Hold.Destination, told.Destination)),
        _ => null,
    };

    private static string? Against(ReferenceBook book, params ReadOnlySpan<(Guid Account, BalanceAfter Told)> balances)
    {
        foreach (var (id, told) in balances)
        {
            var account = book.Accounts[id];
            if ((told.Posted, told.Held, told.Version) != (account.Posted, account.Held, account.Version))
                return $"{told} is told of {id}, the reference says {account}";
        }

        return null;
    }
}
