using Microsoft.Extensions.Hosting;
using Payments.Hosting.Cluster;
using Payments.Hosting.Ledger;

namespace Payments.Api.Operations;

/// <summary>Whether this front end can take requests: it is connected to a silo, and the journal can be read.</summary>
internal sealed class FrontEndReadiness(
    ClusterConnection cluster, JournalProbe journal, DemoGate demo, IHostApplicationLifetime lifetime) : IReadiness
{
    public async Task<ReadinessReport> CheckAsync(CancellationToken cancellation)
    {
        var isRunning = lifetime.ApplicationStarted.IsCancellationRequested && !lifetime.ApplicationStopping.IsCancellationRequested;
        return new ReadinessReport(
        [
            new ReadinessCheck("host", isRunning),
            new ReadinessCheck("cluster", cluster.Gateways > 0),
            new ReadinessCheck("journal", await journal.AnswersAsync(cancellation)),
            new ReadinessCheck("data", demo.IsOpen),
        ]);
    }
}
