using Payments.Grains.Transfers;

namespace Payments.Silo.Hosting;

/// <summary>
/// Looks every second, in every silo, for what is overdue: holds, and requests for approval. Each ends once, whoever finds it
/// first.
/// </summary>
internal sealed partial class SweepService(
    HoldSweeper holds, ApprovalSweeper approvals, TimeProvider clock, ILogger<SweepService> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await SweepAsync("holds", holds.SweepAsync);
            await SweepAsync("approvals", approvals.SweepAsync);
        }
    }

    private async Task SweepAsync(string what, Func<Task<int>> sweep)
    {
        try
        {
            await sweep();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The rows stay due: the next tick finds them again.
            Log.SweepFailed(logger, what, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Looking for overdue {What} failed; the next look finds them again")]
        public static partial void SweepFailed(ILogger logger, string what, Exception cause);
    }
}
