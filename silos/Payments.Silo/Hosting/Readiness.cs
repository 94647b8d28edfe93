using Payments.Api.Operations;
using Payments.Silo.Operations;

namespace Payments.Silo.Hosting;

/// <summary>Whether this process can take payments: journal open, grains up, demo data there when it is wanted.</summary>
internal sealed class Readiness(JournalStartup journal, DemoGate demo, SiloDrain drain, IHostApplicationLifetime lifetime)
    : IReadiness
{
    public async Task<ReadinessReport> CheckAsync(CancellationToken cancellation)
    {
        var isRunning = lifetime.ApplicationStarted.IsCancellationRequested && !lifetime.ApplicationStopping.IsCancellationRequested;
        return new ReadinessReport(
        [
            new ReadinessCheck("host", isRunning),
            new ReadinessCheck("journal", await journal.AnswersAsync(cancellation)),
            new ReadinessCheck("data", demo.IsOpen),
            new ReadinessCheck("stays", !drain.IsDraining),
        ]);
    }
}
