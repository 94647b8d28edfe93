using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Payments.Journal.Verification;

namespace Payments.Api.Operations;

/// <summary>What the silos' watch over the ledger has found, read every few seconds from where they store it.</summary>
internal sealed partial class StoredLedgerHealth(VerificationStore store, TimeProvider clock, ILogger<StoredLedgerHealth> logger)
    : BackgroundService, ILedgerHealth
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);
    private volatile LedgerHealthReport? _last;

    public LedgerHealthReport? Last => _last;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        do
        {
            try
            {
                _last = await store.FindLastAsync(stoppingToken) is { Report: var report } ? LedgerHealthReport.Of(report) : null;
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // The last report stays, with its time: whoever asks sees how old it is.
                Log.Failed(logger, fault.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The stored verification of the ledger could not be read: {Message}")]
        public static partial void Failed(ILogger logger, string message);
    }
}
