#if ORLEANS
using Orleans.Runtime;
using Payments.Grains.Operations;
using Payments.Hosting.Cluster;

namespace Payments.Silo.Hosting;

/// <summary>
/// Sends grains home when silos have come or gone: without it a new silo would get no account that is in use. A few at a time,
/// because each account that moves writes once more.
/// </summary>
internal sealed partial class HomeKeeper(
    IClusterMembershipService membership, ILocalSiloDetails silo, ActiveGrains grains, TimeProvider clock, ILogger<HomeKeeper> logger)
    : BackgroundService
{
    private const int AtOnce = 100;
    private const int PassesMax = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // A new silo gets activations a moment after it counts as active: who was sent away before that is here again.
    private static readonly TimeSpan PauseOfPasses = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<SiloAddress> before = [];
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(stoppingToken))
        {
            List<SiloAddress> silos =
                [.. snapshot.Members.Values.Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress).Order()];
            if (silos.Contains(silo.SiloAddress) && !silos.SequenceEqual(before))
            {
                before = silos;
                await SendHomeAsync(silos, stoppingToken);
            }
        }
    }

    private async Task SendHomeAsync(List<SiloAddress> silos, CancellationToken stopping)
    {
        for (var pass = 0; pass < PassesMax; pass++)
        {
            var sent = 0;
            foreach (var (kind, id) in grains.AwayFromHome(slot => Homes.Of(slot, silos).Equals(silo.SiloAddress)))
            {
                Send(kind, id);
                if (++sent % AtOnce == 0)
                {
                    await Task.Delay(Pause, clock, stopping);
                }
            }

            if (sent == 0)
            {
                return;
            }

            Log.Sent(logger, sent, silos.Count);
            await Task.Delay(PauseOfPasses, clock, stopping);
        }
    }

    private void Send(GrainKind kind, Guid id)
    {
        try
        {
            grains.SendHome(kind, id);
        }
        catch (Exception e)
        {
            // It is as good where it is.
            Log.Stays(logger, kind, id, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Kind} {Id} could not be sent to its home; it stays until the silos change again")]
        public static partial void Stays(ILogger logger, GrainKind kind, Guid id, Exception cause);

        [LoggerMessage(LogLevel.Information, "{Count} grains were sent to their home among {Silos} silos")]
        public static partial void Sent(ILogger logger, int count, int silos);
    }
}
#endif
