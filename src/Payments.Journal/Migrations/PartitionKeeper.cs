using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Payments.Journal.Migrations;

/// <summary>Makes the partitions of coming months while the service runs: without them every write would fail one day.</summary>
public sealed partial class PartitionKeeper(MonthPartitions partitions, TimeProvider clock, ILogger<PartitionKeeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromHours(6);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        do
        {
            try
            {
                await partitions.EnsureMonthsAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // There are two months left to succeed in.
                Log.Failed(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The partitions of the coming months could not be made; will try again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
