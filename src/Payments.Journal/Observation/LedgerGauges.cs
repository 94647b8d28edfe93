using System.Diagnostics.Metrics;
using Payments.Journal.Verification;
using Payments.Journal.Writing;

namespace Payments.Journal.Observation;

/// <summary>The state of ledger and database as metrics: read when somebody scrapes, from the last look.</summary>
public sealed class LedgerGauges
{
    private readonly DatabaseWatch _database;
    private readonly LedgerWatch _ledger;
    private readonly TimeProvider _clock;

    /// <summary>Creates the instruments.</summary>
    public LedgerGauges(IMeterFactory meters, DatabaseWatch database, ServerReach reach, LedgerWatch ledger, TimeProvider clock)
    {
        (_database, _ledger, _clock) = (database, ledger, clock);
        var meter = meters.Create(JournalMetrics.MeterName);
        meter.CreateObservableGauge("payments.postgres.up", () => _database.Last is null ? 0 : 1, null, "1 while PostgreSQL answers");
        meter.CreateObservableGauge(
            "payments.clock.offset",
            () => reach.ClockOffset is { } offset ? [new Measurement<double>(offset.TotalSeconds)] : Array.Empty<Measurement<double>>(),
            "s", "How far this process's clock is ahead of PostgreSQL's");
        Observe(meter, "payments.postgres.archive.failing", null, state => state.IsArchiveFailing ? 1 : 0, "1 while archiving the log fails");
        Observe(meter, "payments.journal.next_month.missing", null, state => state.HasNextMonth ? 0 : 1, "1 while next month has no partitions");
        Observe(meter, "payments.holds.overdue", "{hold}", state => state.OverdueHolds, "Holds that should have expired 30 s ago");
        Observe(meter, "payments.feed.position", "{event}", state => state.Position, "The event feed's last position");
        Observe(
            meter, "payments.feed.stream.lag", "{event}", state => state.Position - state.StreamPosition,
            "Events of the feed that the streams have not got yet");
        Observe(
            meter, "payments.feed.verification.lag", "{event}", state => Math.Max(0, state.Position - (_ledger.Last?.Position ?? 0)),
            "Events of the feed that are not verified yet");
        meter.CreateObservableGauge(
            "payments.ledger.findings", () => Of(report => report.FindingsCount), "{finding}", "What verification found wrong");
        meter.CreateObservableGauge("payments.ledger.verification.age", () => Of(Age), "s", "Age of the last verification");
    }

    private void Observe(Meter meter, string name, string? unit, Func<DatabaseState, long?> read, string description) =>
        meter.CreateObservableGauge(
            name,
            () => _database.Last is { } state && read(state) is { } value ? [new Measurement<long>(value)] : Array.Empty<Measurement<long>>(),
            unit, description);

    private IEnumerable<Measurement<T>> Of<T>(Func<VerificationReport, T> read)
        where T : struct => _ledger.Last is { } report ? [new Measurement<T>(read(report))] : [];

    private double Age(VerificationReport report) => Math.Max(0, (_clock.GetUtcNow() - report.At).TotalSeconds);
}
