using Payments.Domain;
using Payments.Domain.Commands;
using Payments.Domain.Refusals;
using Payments.Grains.Accounts;
using Payments.Grains.Homes;
using Payments.Grains.Operations;
using Payments.Grains.Parties;
using Payments.Grains.Transfers;

namespace Payments.Grains.Idempotency;

/// <summary>Where requests with one idempotency key meet.</summary>
/// <remarks>
/// Key: a slot. Called by: the front end, or for it the silo's entrance. Calls: the grain that serializes the command.
/// Keeps nothing but what is in flight: a finished key's answer is in the journal, which every later request reaches.
/// Crash or two activations: the journal's unique operation id lets one of two equal commands through.
/// </remarks>
[Reentrant, HomePlacement]
internal sealed class IdempotencyGrain(ActiveGrains active) : Grain, IIdempotencyGrain, IHomeGrain
{
    private readonly Dictionary<Guid, (Command Command, Task<Answer> Answer)> _inFlight = [];

    /// <inheritdoc/>
    public GrainLoad Load => new(_inFlight.Count, QueueLength: null, WritesInFlight: null, Epoch: null);

    /// <inheritdoc/>
    public void Leave() => MigrateOnIdle();

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        active.Enter(GrainKind.IdempotencySlot, this.GetPrimaryKey(), this);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        active.Leave(GrainKind.IdempotencySlot, this.GetPrimaryKey(), this);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<Answer> RunAsync(Command command)
    {
        var stamp = command.Idempotency ?? throw new InvariantViolationException("a command came without its idempotency key");
        while (_inFlight.TryGetValue(stamp.OperationId, out var first))
        {
            if (Fingerprint.SameBody(first.Command.Idempotency!.Fingerprint, stamp.Fingerprint))
            {
                return await AsJoinedAsync(command, first.Command, await first.Answer);
            }

            // With another body: whether the key was used up is certain when the other request has ended, and the journal tells.
            await ((Task)first.Answer).ConfigureAwait(
                ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
            Forget(stamp.OperationId, first.Answer);
        }

        var answer = RouteAsync(command);
        _inFlight.Add(stamp.OperationId, (command, answer));
        try
        {
            return await answer;
        }
        finally
        {
            // The next request with this key finds its answer in the journal.
            Forget(stamp.OperationId, answer);
        }
    }

    private void Forget(Guid operationId, Task<Answer> answer)
    {
        if (_inFlight.TryGetValue(operationId, out var current) && ReferenceEquals(current.Answer, answer))
        {
            _inFlight.Remove(operationId);
        }
    }

    private Task<Answer> RouteAsync(Command command) => command switch
    {
        TransferMoney transfer => GrainFactory.GetGrain<IAccountGrain>(transfer.Source).SubmitAsync(transfer),
        SettleHold settle => GrainFactory.GetGrain<ITransferGrain>(settle.TransferId).SettleAsync(settle),
        ReverseTransfer reverse => GrainFactory.GetGrain<ITransferGrain>(reverse.TransferId).ReverseAsync(reverse),
        RequestReversal request => GrainFactory.GetGrain<ITransferGrain>(request.TransferId).RequestReversalAsync(request),
        DecideApproval decide => GrainFactory.GetGrain<ITransferGrain>(decide.TransferId).DecideAsync(decide),
        EndApproval end => GrainFactory.GetGrain<ITransferGrain>(end.TransferId).EndApprovalAsync(end),
        AccountCommand account => GrainFactory.GetGrain<IAccountGrain>(account.Account).SubmitAsync(account),
        TransferBatch batch => GrainFactory.GetGrain<ITransferBatchGrain>(batch.BatchId).ExecuteAsync(batch),
        RegisterParty register => GrainFactory.GetGrain<IPartyGrain>(register.PartyId).SubmitAsync(register),
        IssueApiKey issue => GrainFactory.GetGrain<IPartyGrain>(issue.MerchantId).SubmitAsync(issue),
        RevokeApiKey revoke => GrainFactory.GetGrain<IPartyGrain>(revoke.KeyId).SubmitAsync(revoke),
        _ => throw new InvariantViolationException($"no grain for {command.GetType().Name}"),
    };

    /// <summary>
    /// What a request that waited for another one's answer is told. A front end that has heard nothing sends the same command
    /// again: to it, the answer is no repetition. Was it one to the other request, this one may be who got it first: the journal tells.
    /// </summary>
    private Task<Answer> AsJoinedAsync(Command command, Command first, Answer answer) =>
        command.ObjectId == first.ObjectId ? Task.FromResult(answer)
        : answer is Done { Replayed: true } or Refused { Replayed: true } ? RouteAsync(command)
        : Task.FromResult(AsReplay(answer));

    private static Answer AsReplay(Answer answer) => answer switch
    {
        Done done => done with { Replayed = true },
        Refused refused => refused with { Replayed = refused.Refusal.IsLasting },
        _ => answer,
    };
}
