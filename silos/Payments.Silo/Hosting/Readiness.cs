using Payments.Api.Operations;

namespace Payments.Silo.Hosting;

/// <summary>Whether this process can take payments: journal open, grains up, demo data there when it is wanted.</summary>
internal sealed class Readiness(JournalStartup journal, IHostApplicationLifetime lifetime) : IReadiness
{
    private volatile bool _waitsForDemo;

    /// <summary>From now on the process is ready only after <see cref="DemoIsReady"/>.</summary>
    internal void WaitForDemo() => _waitsForDemo = true;

    internal void DemoIsReady() => _waitsForDemo = false;

    public async Task<ReadinessReport> CheckAsync(CancellationToken cancellation)
    {
        var isRunning = lifetime.ApplicationStarted.IsCancellationRequested && !lifetime.ApplicationStopping.IsCancellationRequested;
        return new ReadinessReport(
        [
            new ReadinessCheck("host", isRunning),
            new ReadinessCheck("journal", await journal.AnswersAsync(cancellation)),
            new ReadinessCheck("data", !_waitsForDemo),
        ]);
    }
}
