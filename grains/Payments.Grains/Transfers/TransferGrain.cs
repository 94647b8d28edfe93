using Payments.Domain.Commands;
using Payments.Domain.Refusals;
using Payments.Grains.Accounts;
using Payments.Journal.Writing;

namespace Payments.Grains.Transfers;

/// <summary>One transfer after it was made: posts, voids or expires its hold, reverses it.</summary>
/// <remarks>
/// Key: transfer id. Called by: IdempotencyGrain, HoldSweeper. Calls: AccountGrain of the account that the change debits; the
/// silo's journal for what moves no money.
/// Finds the transfer's accounts and entry in the journal; what is there never changes. Whether a hold is still open is
/// decided under its row's lock. Crash: nothing is lost, everything is in the journal.
/// </remarks>
internal sealed class TransferGrain(ITransferLookup transfers, IJournal journal) : Grain, ITransferGrain
{
    private TransferFacts? _facts;

    /// <inheritdoc/>
    public async Task<Answer> SettleAsync(SettleHold command)
    {
        if (await FindAsync(command) is not { } facts)
        {
            return new Refused(Reason.TransferNotFound());
        }

        if (!facts.IsHold)
        {
            return new Refused(new Refusal(RefusalCodes.TransferNotHeld, "the transfer was immediate: it has no hold"));
        }

        var settle = command with { Source = facts.Source, Destination = facts.Destination };
        return await GrainFactory.GetGrain<IAccountGrain>(facts.Source).SubmitAsync(settle);
    }

    /// <inheritdoc/>
    public async Task<Answer> ReverseAsync(ReverseTransfer command)
    {
        if (await FindAsync(command) is not { } facts)
        {
            return new Refused(Reason.TransferNotFound());
        }

        // Without an entry nothing has moved yet: the journal records that refusal as the key's lasting answer.
        var entryId = facts.EntryId ?? Guid.Empty;
        var reverse = command with { Source = facts.Source, Destination = facts.Destination, OriginalEntryId = entryId };
        return await GrainFactory.GetGrain<IAccountGrain>(facts.Destination).SubmitAsync(reverse);
    }

    /// <inheritdoc/>
    public async Task<Answer> RequestReversalAsync(RequestReversal command) => await FindAsync(command) is { } facts
        ? await journal.AppendAsync(command with { OriginalEntryId = facts.EntryId ?? Guid.Empty })
        : new Refused(Reason.TransferNotFound());

    /// <inheritdoc/>
    public async Task<Answer> DecideAsync(DecideApproval command)
    {
        if (await FindAsync(command) is not { } facts)
        {
            return new Refused(Reason.ObjectNotFound());
        }

        if (!command.IsApproved)
        {
            return await journal.AppendAsync(command);
        }

        var entryId = facts.EntryId ?? Guid.Empty;
        var decide = command with { Source = facts.Source, Destination = facts.Destination, OriginalEntryId = entryId };
        return await GrainFactory.GetGrain<IAccountGrain>(facts.Destination).SubmitAsync(decide);
    }

    /// <summary>The transfer, when it exists and the caller may know that.</summary>
    private async Task<TransferFacts?> FindAsync(Command command)
    {
        // A hold may have been posted since, also by another activation or by a call that failed here.
        if (_facts is null or { IsHold: true, EntryId: null })
        {
            _facts = await transfers.FindAsync(this.GetPrimaryKey());
        }

        if (_facts is null)
        {
            DeactivateOnIdle();
            return null;
        }

        var origin = command.Origin;
        return origin.MaySee(_facts.SourceOwner) || origin.MaySee(_facts.DestinationOwner) ? _facts : null;
    }
}
