using Payments.Domain;
using Payments.Domain.Commands;
using Payments.Domain.Refusals;
using Payments.Grains.Accounts;
using Payments.Grains.Operations;
using Payments.Grains.Parties;
using Payments.Grains.Transfers;

namespace Payments.Grains.Idempotency;

/// <summary>Where requests with one idempotency key meet.</summary>
/// <remarks>
/// Key: slot of the operation id. Called by: the front end. Calls: the grain that serializes the command.
/// Keeps nothing but what is in flight: a finished key's answer is in the journal, which every later request reaches.
/// Crash or two activations: the journal's unique operation id lets one of two equal commands through.
/// </remarks>
[Reentrant]
internal sealed class IdempotencyGrain(ActiveGrains active) : Grain, IIdempotencyGrain, IWatchedGrain
{
    private readonly Dictionary<Guid, (byte[] Fingerprint, Task<Answer> Answer)> _inFlight = [];

    /// <inheritdoc/>
    public (int QueueLength, int WritesInFlight, long? Epoch) Load => (_inFlight.Count, 0, null);

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
        if (_inFlight.TryGetValue(stamp.OperationId, out var first))
        {
            return Fingerprint.SameBody(first.Fingerprint, stamp.Fingerprint)
                ? AsReplay(await first.Answer)
                : Reused(first.Fingerprint);
        }

        var answer = RouteAsync(command);
        _inFlight.Add(stamp.OperationId, (stamp.Fingerprint, answer));
        try
        {
            return await answer;
        }
        finally
        {
            // The next request with this key finds its answer in the journal.
            _inFlight.Remove(stamp.OperationId);
        }
    }

    private Task<Answer> RouteAsync(Command command) => command switch
    {
        TransferMoney transfer => GrainFactory.GetGrain<IAccountGrain>(transfer.Source).SubmitAsync(transfer),
        SettleHold settle => GrainFactory.GetGrain<ITransferGrain>(settle.TransferId).SettleAsync(settle),
        ReverseTransfer reverse => GrainFactory.GetGrain<ITransferGrain>(reverse.TransferId).ReverseAsync(reverse),
        RequestReversal request => GrainFactory.GetGrain<ITransferGrain>(request.TransferId).RequestReversalAsync(request),
        DecideApproval decide => GrainFactory.GetGrain<ITransferGrain>(decide.TransferId).DecideAsync(decide),
        AccountCommand account => GrainFactory.GetGrain<IAccountGrain>(account.Account).SubmitAsync(account),
        TransferBatch batch => GrainFactory.GetGrain<ITransferBatchGrain>(batch.BatchId).ExecuteAsync(batch),
        RegisterParty register => GrainFactory.GetGrain<IPartyGrain>(register.PartyId).SubmitAsync(register),
        IssueApiKey issue => GrainFactory.GetGrain<IPartyGrain>(issue.MerchantId).SubmitAsync(issue),
        RevokeApiKey revoke => GrainFactory.GetGrain<IPartyGrain>(revoke.KeyId).SubmitAsync(revoke),
        _ => throw new InvariantViolationException($"no grain for {command.GetType().Name}"),
    };

    private static Answer AsReplay(Answer answer) => answer switch
    {
        Done done => done with { Replayed = true },
        Refused refused => refused with { Replayed = refused.Refusal.IsLasting },
        _ => answer,
    };

    private static Refused Reused(byte[] fingerprint) => new(
        new Refusal(RefusalCodes.IdempotencyKeyReused, "the idempotency key was used before with another body"),
        StoredFingerprint: fingerprint);
}
