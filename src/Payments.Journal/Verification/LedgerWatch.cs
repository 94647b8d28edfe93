using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Payments.Journal.Verification;

/// <summary>
/// The live check of the ledger: verifies what is new every few seconds, and everything once in a while. Goes on after the
/// last sound report, its own or a stored one, and only from a sound one: what was found is found again until it is gone.
/// </summary>
public sealed partial class LedgerWatch(
    ILedgerVerifier verifier, VerificationStore store, LedgerWatchOptions options, TimeProvider clock, ILogger<LedgerWatch> logger)
    : BackgroundService
{
    private const int SlowerWhenUnsound = 10;
    private volatile VerificationReport? _last;
    private VerificationReport? _lastSound;
    private long? _storedAt;
    private long? _wholeAt;

    /// <summary>The last report, of this process or of another one; null before the first.</summary>
    public VerificationReport? Last => _last;

    /// <summary>One look: takes over a fresh report of another process, or verifies what is new.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        var isDue = IsWholeDue();
        if (await store.FindLastAsync(cancellation) is var (stored, age, isForeign))
        {
            if (isForeign && !isDue && age < 2 * options.StoreEvery && stored.Position >= (_last?.Position ?? 0))
            {
                Keep(stored);
                return;
            }

            // The first look of this process goes on where another one has stopped.
            _lastSound ??= stored.IsSound ? stored : null;
        }

        var report = isDue || _lastSound is null
            ? await verifier.VerifyAsync(0, cancellation)
            : await verifier.ContinueAsync(_lastSound, options.EventsPerLook, cancellation);
        _wholeAt = report.From == 0 ? clock.GetTimestamp() : _wholeAt ?? clock.GetTimestamp();
        var hasTurned = _last is not null && _last.IsSound != report.IsSound;
        Keep(report);
        await StoreAsync(report, isUrgent: hasTurned, cancellation);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var startedAt = clock.GetTimestamp();
            await TryLookAsync(stoppingToken);
            await Task.Delay(PauseAfter(clock.GetElapsedTime(startedAt)), clock, stoppingToken);
        }
    }

    private TimeSpan PauseAfter(TimeSpan look)
    {
        if (_last is { IsSound: false })
        {
            return SlowerWhenUnsound * options.Interval;
        }

        var rest = options.RestFactor * look;
        return _last is { } last && last.Position < last.Head && rest < options.Interval ? rest : options.Interval;
    }

    private async Task TryLookAsync(CancellationToken cancellation)
    {
        try
        {
            await LookAsync(cancellation);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            // The last report stays, with its time: whoever asks sees how old it is.
            Log.Failed(logger, exception);
        }
    }

    private void Keep(VerificationReport report)
    {
        if (report.IsSound)
        {
            _lastSound = report;
        }
        else
        {
            var first = report.Findings[0];
            Log.Unsound(logger, report.FindingsCount, report.Position, first.Check, first.Object);
        }

        _last = report;
    }

    private async Task StoreAsync(VerificationReport report, bool isUrgent, CancellationToken cancellation)
    {
        if (!isUrgent && _storedAt is { } storedAt && clock.GetElapsedTime(storedAt) < options.StoreEvery)
        {
            return;
        }

        await store.AddAsync(report, cancellation);
        if (report.From == 0)
        {
            await store.PurgeAsync(options.KeepFor, cancellation);
        }

        _storedAt = clock.GetTimestamp();
    }

    private bool IsWholeDue() =>
        options.WholeEvery is { } every && _wholeAt is { } wholeAt && clock.GetElapsedTime(wholeAt) >= every;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Critical, "The ledger is not sound: {Count} findings up to position {Position}, first {Check} at {Found}")]
        public static partial void Unsound(ILogger logger, long count, long position, string check, string found);

        [LoggerMessage(LogLevel.Warning, "The ledger could not be verified")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
