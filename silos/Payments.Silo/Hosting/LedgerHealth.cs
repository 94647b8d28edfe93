using Payments.Api.Operations;
using Payments.Journal.Verification;

namespace Payments.Silo.Hosting;

/// <summary>What the watch over the ledger has found, as /health/ledger shows it.</summary>
internal sealed class LedgerHealth(LedgerWatch watch) : ILedgerHealth
{
    public LedgerHealthReport? Last => watch.Last is { } report
        ? new LedgerHealthReport(
            report.Position, report.At, [.. report.Findings.Select(finding => $"{finding.Check}: {finding.Object}")])
        : null;
}
