using Payments.Domain.Commands;
using Payments.Domain.Refusals;
using Payments.Grains.Accounts;
using Payments.Grains.Homes;
using Payments.Grains.Operations;
using Payments.Journal.Writing;

namespace Payments.Grains.Transfers;

/// <summary>One transfer after it was made: posts, voids or expires its hold, reverses it.</summary>
/// <remarks>
/// Key: transfer id. Called by: IdempotencyGrain, HoldSweeper, ApprovalSweeper. Calls: AccountGrain of the account that the change debits; the
/// silo's journal for what moves no money.
/// Finds the transfer's accounts and entry in the journal; what is there never changes. Whether a hold is still open is
/// decided under its row's lock. Crash: nothing is lost, everything is in the journal.
/// </remarks>
[HomePlacement]
internal sealed class TransferGrain(ITransferLookup transfers, IJournal journal, ActiveGrains active)
    : Grain, ITransferGrain, IHomeGrain
{
    private TransferFacts? _facts;
    private int _inFlight;

    /// <inheritdoc/>
    public (int QueueLength, int WritesInFlight, long? Epoch) Load => (_inFlight, 0, null);

    /// <inheritdoc/>
    public void Leave() => MigrateOnIdle();

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        active.Enter(GrainKind.Transfer, this.GetPrimaryKey(), this);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        active.Leave(GrainKind.Transfer, this.GetPrimaryKey(), this);
        return Task.CompletedTask;
    }

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
        return await SubmitAsync(facts.Source, settle);
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
        return await SubmitAsync(facts.Destination, reverse);
    }

    /// <inheritdoc/>
    public async Task<Answer> RequestReversalAsync(RequestReversal command)
    {
        if (await FindAsync(command) is not { } facts)
        {
            return new Refused(Reason.TransferNotFound());
        }

        var entryId = facts.EntryId ?? Guid.Empty;
        return await journal.AppendAsync(
            command with { Source = facts.Source, Destination = facts.Destination, OriginalEntryId = entryId });
    }

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
        return await SubmitAsync(facts.Destination, decide);
    }

    /// <inheritdoc/>
    public async Task<Answer> EndApprovalAsync(EndApproval command) => await FindAsync(command) is null
        ? new Refused(Reason.ObjectNotFound())
        : await journal.AppendAsync(command);

    private async Task<Answer> SubmitAsync(Guid account, AccountCommand command)
    {
        _inFlight++;
        try
        {
            return await GrainFactory.GetGrain<IAccountGrain>(account).SubmitAsync(command);
        }
        finally
        {
            _inFlight--;
        }
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
