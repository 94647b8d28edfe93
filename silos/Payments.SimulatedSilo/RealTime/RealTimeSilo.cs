using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Payments.SimulatedSilo.Activations;
using Payments.SimulatedSilo.Calls;
using Payments.SimulatedSilo.Turns;

namespace Payments.SimulatedSilo.RealTime;

/// <summary>One silo on the thread pool, in the process and container of its host.</summary>
/// <remarks>
/// Calls work as soon as the container is built. A stop waits for the calls that are under way, lets every
/// activation end with OnDeactivateAsync and refuses calls from then on. Hosted services stop in reverse order, so a
/// web server stops taking requests before the silo stops when the silo was added first.
/// </remarks>
internal sealed partial class RealTimeSilo : IHostedService, IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private readonly LocalRouter _router = new();
    private readonly Silo _silo;

    public RealTimeSilo(
        IServiceProvider services, SimulatedSiloOptions options, TimeProvider clock, ILogger<RealTimeSilo> logger)
    {
        var around = new SiloSurroundings(
            GrainCatalog.Of(options.GrainAssemblies),
            new ThreadPoolTurns(),
            clock,
            _router,
            CallLists: Environment.ProcessorCount * 2);
        _silo = new Silo("silo", services, around, options, logger);
        _router.Connect(_silo);
    }

    public IClusterClient Client => (IClusterClient)_silo.GrainFactory;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_silo.Options.StopTimeout);
        try
        {
            while (_silo.Calls.Calls.Count > 0)
                await Task.Delay(Poll, _silo.Clock, limit.Token);

            var reason = new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The silo stops.");
            while (!_silo.IsEmpty)
            {
                foreach (var activation in _silo.Activations)
                    activation.Deactivate(reason, CancellationToken.None);

                await Task.Delay(Poll, _silo.Clock, limit.Token);
            }
        }
        catch (OperationCanceledException)
        {
            Log.StoppedEarly(_silo.Logger, _silo.Calls.Calls.Count, _silo.Activations.Count);
        }

        _router.Close();
        _silo.Calls.Calls.FailAll(static () => new SiloUnavailableException("The silo has stopped."));
    }

    public void Dispose() => _silo.Dispose();

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The silo stops with {Calls} calls and {Activations} activations unfinished")]
        public static partial void StoppedEarly(ILogger logger, int calls, int activations);
    }
}
