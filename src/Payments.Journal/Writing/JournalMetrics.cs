using System.Diagnostics.Metrics;
using Payments.Domain.Commands;

namespace Payments.Journal.Writing;

/// <summary>What the journal writer tells about itself; names are kept stable for dashboards and alerts.</summary>
public sealed class JournalMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Payments.Journal";

    /// <summary>
    /// Buckets for durations in seconds, from a fast commit to the longest wait for an answer. A collector that is advised nothing
    /// puts all of them into its first bucket, which ends at five seconds.
    /// </summary>
    public static readonly InstrumentAdvice<double> Durations = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    };

    /// <summary>What an alert watches for.</summary>
    private static readonly CommandEnd[] Troubles = [CommandEnd.Unavailable, CommandEnd.Unknown, CommandEnd.Bad, CommandEnd.Shed];

    private static readonly InstrumentAdvice<int> Sizes = new() { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096] };

    private readonly Histogram<int> _batchSize;
    private readonly Histogram<double> _transactionDuration;
    private readonly Histogram<double> _answerDuration;
    private readonly Counter<long> _commands;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _failures;
    private int _queued;

    /// <summary>Creates the instruments.</summary>
    public JournalMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _batchSize = meter.CreateHistogram("payments.journal.batch.size", "{operation}", "Operations in one transaction", null, Sizes);
        _transactionDuration = meter.CreateHistogram(
            "payments.journal.transaction.duration", "s", "Time from the first lock to the proven commit", null, Durations);
        _answerDuration = meter.CreateHistogram(
            "payments.journal.answer.duration", "s", "Time from the queue to the certain end, of each batch's first command", null,
            Durations);
        _commands = meter.CreateCounter<long>("payments.commands", "{command}", "Commands by kind and by how they ended");
        _refusals = meter.CreateCounter<long>("payments.refusals", "{command}", "Commands refused by a rule, by code");
        _failures = meter.CreateCounter<long>("payments.journal.failures", "{transaction}", "Failed transactions by what is certain");
        meter.CreateObservableGauge("payments.journal.queue.length", () => Volatile.Read(ref _queued), "{operation}", "Commands that wait");
    }

    /// <summary>
    /// Shows what alerts watch for from the beginning, as zero: a series that begins with its first fault never rises.
    /// </summary>
    internal void Begin()
    {
        for (var kind = 0; kind < CommandKinds.Count; kind++)
        {
            foreach (var end in Troubles)
            {
                Count(CommandKinds.NameOf(kind), CommandEnds.NameOf(end), 0);
            }
        }

        foreach (var failure in Enum.GetValues<StoreFailure>())
        {
            _failures.Add(0, new KeyValuePair<string, object?>("failure", failure.ToString()));
        }
    }

    internal void Queued(int change) => Interlocked.Add(ref _queued, change);

    internal void Committed(int size, TimeSpan duration)
    {
        _batchSize.Record(size);
        _transactionDuration.Record(duration.TotalSeconds);
    }

    /// <summary>Counts the answers of a batch.</summary>
    internal void Answered(IReadOnlyList<PendingCommand> batch, IReadOnlyList<Answer> answers, TimeSpan first)
    {
        _answerDuration.Record(first.TotalSeconds);
        var tally = new CommandTally();
        for (var index = 0; index < batch.Count; index++)
        {
            tally.Add(batch[index].Command, CommandEnds.Of(answers[index]));
            if (answers[index] is Refused { Replayed: false, Refusal.Code: var code })
            {
                _refusals.Add(1, new KeyValuePair<string, object?>("code", code));
            }
        }

        Count(tally);
    }

    /// <summary>Counts commands that got no answer.</summary>
    internal void Ended(IReadOnlyList<PendingCommand> batch, CommandEnd end)
    {
        var tally = new CommandTally();
        foreach (var pending in batch)
        {
            tally.Add(pending.Command, end);
        }

        Count(tally);
    }

    /// <summary>Counts a command that was turned away.</summary>
    internal void Shed(Command command) => Count(CommandKinds.NameOf(CommandKinds.Of(command)), CommandEnds.NameOf(CommandEnd.Shed), 1);

    internal void Failed(StoreFailure failure) =>
        _failures.Add(1, new KeyValuePair<string, object?>("failure", failure.ToString()));

    private void Count(CommandTally tally)
    {
        foreach (var (kind, end, count) in tally.Counted())
        {
            Count(kind, end, count);
        }
    }

    private void Count(string kind, string end, int count) =>
        _commands.Add(count, new KeyValuePair<string, object?>("kind", kind), new KeyValuePair<string, object?>("result", end));
}
