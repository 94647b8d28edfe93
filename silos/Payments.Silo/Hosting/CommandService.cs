#if ORLEANS
using Orleans.Runtime;
using Orleans.Services;
using Payments.Domain.Commands;
using Payments.Domain.Refusals;
using Payments.Grains.Idempotency;
using Payments.Hosting.Cluster;

namespace Payments.Silo.Hosting;

/// <summary>This silo's end of the straight way.</summary>
internal sealed class CommandService(GrainId id, Orleans.Runtime.Silo silo, ILoggerFactory loggers, IGrainFactory grains)
    : GrainService(id, silo, loggers), ICommandService
{
    private readonly SlotSender _bySlot = new(grains);

    /// <inheritdoc/>
    public Task<Answer> RunAsync(Command command) => _bySlot.SendAsync(command, isAgain: false);
}
#endif
