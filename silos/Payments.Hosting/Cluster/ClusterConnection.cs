using Microsoft.Extensions.Logging;

namespace Payments.Hosting.Cluster;

/// <summary>Whether a front end is connected to its cluster; and, while it starts, the patience to become so.</summary>
public sealed partial class ClusterConnection(TimeProvider clock, ILogger<ClusterConnection> logger)
#if ORLEANS
    : IClientConnectionRetryFilter
#endif
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private volatile int _gateways = 1;

    /// <summary>To how many silos there are connections.</summary>
    public int Gateways { get => _gateways; set => _gateways = value; }

    /// <summary>A front end may start before the first silo, and before there is a schema: it tries until it is stopped.</summary>
    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        Log.NotYet(logger, exception.GetType().Name, exception.Message);
        await Task.Delay(Pause, clock, cancellationToken);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "No silo can be reached yet ({Fault}: {Message}); trying again")]
        public static partial void NotYet(ILogger logger, string fault, string message);
    }
}
