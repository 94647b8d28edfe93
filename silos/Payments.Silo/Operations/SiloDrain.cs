using Microsoft.Extensions.Options;
using Payments.Domain.Commands;
using Payments.Domain.Refusals;
using Payments.Grains.Operations;
using Payments.Hosting.Operations;
using Payments.Journal.Operations;

namespace Payments.Silo.Operations;

/// <summary>
/// Lets this process hand over and stop. Readiness goes first, so that load balancers look elsewhere; after the notice the
/// host stops: the front end finishes its requests, the grains end after their writes, the journal's writer stops last.
/// The process ends with code 0, by which a supervisor knows that it was meant to.
/// </summary>
internal sealed partial class SiloDrain(
    ISiloDirectory directory, OperatorActions actions, IHostApplicationLifetime lifetime, IOptions<DrainOptions> options,
    TimeProvider clock, ILogger<SiloDrain> logger)
{
    private int _isDraining;

    /// <summary>True as soon as it was told to.</summary>
    internal bool IsDraining => Volatile.Read(ref _isDraining) != 0;

    /// <summary>Begins, unless no other silo would be left.</summary>
    /// <returns>Null when it drains; else why it does not.</returns>
    internal async Task<Refusal?> BeginAsync(LocalSilo silo, Origin origin)
    {
        if (IsDraining)
        {
            return null;
        }

        var members = await directory.ListAsync(CancellationToken.None);
        var active = members.Where(member => member.Status == SiloState.Active).Select(member => member.Key).ToList();
        if (!await actions.TryRecordDrainAsync(silo.Key, active, origin, CancellationToken.None))
        {
            return Reason.LastSilo();
        }

        if (Interlocked.Exchange(ref _isDraining, 1) == 0)
        {
            Log.Draining(logger, silo.Name, origin.Actor, origin.RequestId);
            // Off the grain that brought the order: it ends with the silo.
            _ = Task.Run(StopAfterNoticeAsync);
        }

        return null;
    }

    private async Task StopAfterNoticeAsync()
    {
        await Task.Delay(options.Value.Notice, clock);
        lifetime.StopApplication();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Silo {Silo} drains: {Actor} asked for it in request {RequestId}")]
        public static partial void Draining(ILogger logger, string silo, string actor, string requestId);
    }
}
