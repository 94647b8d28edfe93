#if ORLEANS
using Payments.Journal.Connections;
using Payments.Journal.Observation;

namespace Payments.Silo.Hosting;

/// <summary>
/// Keeps a silo out of the cluster whose clock is wrong. Silos judge by their own clocks how old the others' signs of life are: one
/// whose clock is some seconds ahead takes all others for silent, and may then declare them dead with its vote alone.
/// </summary>
internal sealed class ClockCheck(JournalConnections connections, TimeProvider clock) : IHostedService
{
    // A sign of life counts for four seconds (FailureDetection). It may be a second old when it is read, and two more when it is judged.
    private static readonly TimeSpan OffsetMax = TimeSpan.FromSeconds(1);

    public Task StartAsync(CancellationToken cancellationToken) =>
        ServerClock.RequireAgreementAsync(connections.Watch, clock, OffsetMax, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
#endif
