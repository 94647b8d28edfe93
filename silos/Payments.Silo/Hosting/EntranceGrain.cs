#if ORLEANS
using Orleans.Concurrency;
using Orleans.Runtime;
using Payments.Domain.Commands;
using Payments.Domain.Refusals;
using Payments.Grains.Idempotency;
using Payments.Hosting.Cluster;

namespace Payments.Silo.Hosting;

/// <summary>The entrance of this silo.</summary>
/// <remarks>Key: any number. Called by: front ends. Calls: IdempotencyGrain. Keeps nothing.</remarks>
[StatelessWorker(1), Reentrant]
internal sealed class EntranceGrain : Grain, IEntranceGrain
{
    private readonly Task<SiloAddress> _here;
    private readonly SlotSender _bySlot;

    public EntranceGrain(ILocalSiloDetails silo, IGrainFactory grains) =>
        (_here, _bySlot) = (Task.FromResult(silo.SiloAddress), new SlotSender(grains));

    /// <inheritdoc/>
    public Task<SiloAddress> WhereAsync() => _here;

    /// <inheritdoc/>
    public Task<Answer> RunAsync(Command command) => _bySlot.SendAsync(command, isAgain: false);
}
#endif
