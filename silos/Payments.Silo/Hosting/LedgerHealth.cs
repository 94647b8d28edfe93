using Payments.Api.Operations;
using Payments.Journal.Verification;

namespace Payments.Silo.Hosting;

/// <summary>Verifies what is new in the ledger every few seconds, and keeps the last report for /health/ledger.</summary>
internal sealed partial class LedgerHealth(ILedgerVerifier verifier, TimeProvider clock, ILogger<LedgerHealth> logger)
    : BackgroundService, ILedgerHealth
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private volatile LedgerHealthReport? _last;

    public LedgerHealthReport? Last => _last;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            try
            {
                await VerifyAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Log.NotVerified(logger, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task VerifyAsync(CancellationToken cancellation)
    {
        // What was found stays found: a later stretch that is sound does not make an earlier one so.
        var before = _last;
        var report = await verifier.VerifyAsync(before?.Position ?? 0, cancellation);
        var findings = report.Findings.Select(finding => $"{finding.Check}: {finding.Object}");
        _last = new LedgerHealthReport(report.Position, report.At, [.. before?.Findings ?? [], .. findings]);
        if (!report.IsSound)
        {
            Log.Unsound(logger, report.Position, report.Findings.Count);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The ledger could not be verified this time")]
        public static partial void NotVerified(ILogger logger, Exception cause);

        [LoggerMessage(LogLevel.Critical, "The ledger is not sound up to position {Position}: {Count} findings")]
        public static partial void Unsound(ILogger logger, long position, int count);
    }
}
