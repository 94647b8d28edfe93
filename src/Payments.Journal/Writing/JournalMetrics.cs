using System.Diagnostics.Metrics;

namespace Payments.Journal.Writing;

/// <summary>What the journal writer tells about itself; names are kept stable for dashboards and alerts.</summary>
public sealed class JournalMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Payments.Journal";

    private readonly Histogram<int> _batchSize;
    private readonly Histogram<double> _transactionDuration;
    private readonly Counter<long> _answers;
    private readonly Counter<long> _failures;
    private int _queued;

    /// <summary>Creates the instruments.</summary>
    public JournalMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _batchSize = meter.CreateHistogram<int>("payments.journal.batch.size", "{operation}", "Operations in one transaction");
        _transactionDuration = meter.CreateHistogram<double>(
            "payments.journal.transaction.duration", "s", "Time from the first lock to the proven commit");
        _answers = meter.CreateCounter<long>("payments.journal.answers", "{operation}", "Certain ends by kind");
        _failures = meter.CreateCounter<long>("payments.journal.failures", "{transaction}", "Failed transactions by what is certain");
        meter.CreateObservableGauge("payments.journal.queue.length", () => Volatile.Read(ref _queued), "{operation}", "Commands that wait");
    }

    internal void Queued(int change) => Interlocked.Add(ref _queued, change);

    internal void Committed(int size, TimeSpan duration)
    {
        _batchSize.Record(size);
        _transactionDuration.Record(duration.TotalSeconds);
    }

    internal void Answered(string kind, int count = 1) => _answers.Add(count, new KeyValuePair<string, object?>("kind", kind));

    internal void Failed(StoreFailure failure) =>
        _failures.Add(1, new KeyValuePair<string, object?>("failure", failure.ToString()));
}
