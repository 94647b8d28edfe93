using Payments.Api.Operations;
using Payments.Journal.Verification;

namespace Payments.Silo.Hosting;

/// <summary>What the watch over the ledger has found, as /health/ledger shows it.</summary>
internal sealed class LedgerHealth(LedgerWatch watch) : ILedgerHealth
{
    public LedgerHealthReport? Last => watch.Last is { } report ? LedgerHealthReport.Of(report) : null;
}
