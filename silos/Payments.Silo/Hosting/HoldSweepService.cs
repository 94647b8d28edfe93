using Payments.Grains.Transfers;

namespace Payments.Silo.Hosting;

/// <summary>Looks for overdue holds every second, in every silo: a hold ends once, whoever finds it first.</summary>
internal sealed partial class HoldSweepService(HoldSweeper sweeper, TimeProvider clock, ILogger<HoldSweepService> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await sweeper.SweepAsync();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The rows stay due: the next tick finds them again.
                Log.SweepFailed(logger, e);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Looking for overdue holds failed; the next look finds them again")]
        public static partial void SweepFailed(ILogger logger, Exception cause);
    }
}
