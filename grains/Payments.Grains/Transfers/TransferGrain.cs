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
    private int _writing;

    /// <inheritdoc/>
    public GrainLoad Load => new(_inFlight, QueueLength: null, _writing, Epoch: null);

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
    public Task<Answer> SettleAsync(SettleHold command) => RunAsync(command, Reason.TransferNotFound(), Settle);

    /// <inheritdoc/>
    public Task<Answer> ReverseAsync(ReverseTransfer command) => RunAsync(command, Reason.TransferNotFound(), Reverse);

    /// <inheritdoc/>
    public Task<Answer> RequestReversalAsync(RequestReversal command) => RunAsync(command, Reason.TransferNotFound(), RequestReversal);

    /// <inheritdoc/>
    public Task<Answer> DecideAsync(DecideApproval command) => RunAsync(command, Reason.ObjectNotFound(), Decide);

    /// <inheritdoc/>
    public Task<Answer> EndApprovalAsync(EndApproval command) =>
        RunAsync(command, Reason.ObjectNotFound(), (end, _) => WriteAsync(end));

    private Task<Answer> Settle(SettleHold command, TransferFacts facts) => facts.IsHold
        ? SubmitAsync(facts.Source, command with { Source = facts.Source, Destination = facts.Destination })
        : Task.FromResult<Answer>(
            new Refused(new Refusal(RefusalCodes.TransferNotHeld, "the transfer was immediate: it has no hold")));

    // Without an entry nothing has moved yet: the journal records that refusal as the key's lasting answer.
    private Task<Answer> Reverse(ReverseTransfer command, TransferFacts facts) => SubmitAsync(
        facts.Destination,
        command with { Source = facts.Source, Destination = facts.Destination, OriginalEntryId = facts.EntryId ?? Guid.Empty });

    private Task<Answer> RequestReversal(RequestReversal command, TransferFacts facts) => WriteAsync(
        command with { Source = facts.Source, Destination = facts.Destination, OriginalEntryId = facts.EntryId ?? Guid.Empty });

    private Task<Answer> Decide(DecideApproval command, TransferFacts facts) => command.IsApproved
        ? SubmitAsync(
            facts.Destination,
            command with { Source = facts.Source, Destination = facts.Destination, OriginalEntryId = facts.EntryId ?? Guid.Empty })
        : WriteAsync(command);

    /// <summary>Executes a command on a transfer that exists and that the caller may know of.</summary>
    private async Task<Answer> RunAsync<T>(T command, Refusal notFound, Func<T, TransferFacts, Task<Answer>> execute)
        where T : Command
    {
        _inFlight++;
        try
        {
            return await FindAsync(command) is { } facts ? await execute(command, facts) : new Refused(notFound);
        }
        finally
        {
            _inFlight--;
        }
    }

    private Task<Answer> SubmitAsync(Guid account, AccountCommand command) =>
        GrainFactory.GetGrain<IAccountGrain>(account).SubmitAsync(command);

    private async Task<Answer> WriteAsync(Command command)
    {
        _writing++;
        try
        {
            return await journal.AppendAsync(command);
        }
        finally
        {
            _writing--;
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
