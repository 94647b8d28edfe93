#if ORLEANS
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Payments.Hosting.Cluster;

/// <summary>
/// Takes up new certificates of the cluster when they lie where the old ones did, and tells how long those in use are still good:
/// a process whose certificate is over speaks to nobody.
/// </summary>
public sealed partial class CertificateWatch : BackgroundService
{
    /// <summary>The meter of the cluster's own instruments.</summary>
    public const string MeterName = "Payments.Cluster";

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);
    private readonly ClusterTls _tls;
    private readonly TimeProvider _clock;
    private readonly ILogger<CertificateWatch> _logger;

    /// <summary>Creates the instrument.</summary>
    public CertificateWatch(ClusterTls tls, IMeterFactory meters, TimeProvider clock, ILogger<CertificateWatch> logger)
    {
        (_tls, _clock, _logger) = (tls, clock, logger);
        meters.Create(MeterName).CreateObservableGauge(
            "payments.cluster.certificate.remaining", () => (_tls.EndsAt - _clock.GetUtcNow()).TotalSeconds, "s",
            "For how long the certificate that this process shows to silos is still good");
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, _clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Reload();
        }
    }

    private void Reload()
    {
        try
        {
            if (_tls.Reload())
            {
                Log.Renewed(_logger, _tls.EndsAt);
            }
        }
        catch (Exception fault) when (fault is IOException or CryptographicException)
        {
            // Files that belong together may be written one after the other.
            Log.NotRenewed(_logger, fault.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The cluster's certificate was renewed: connections that are made from now on are good until {EndsAt:O}")]
        public static partial void Renewed(ILogger logger, DateTimeOffset endsAt);

        [LoggerMessage(LogLevel.Warning, "The cluster's certificate cannot be read ({Fault}); the one before stays in use")]
        public static partial void NotRenewed(ILogger logger, string fault);
    }
}
#endif
