using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Payments.Journal.Connections;

/// <summary>
/// With several servers: notices when the primary is gone and when there is one again, so that no connection waits for what
/// Npgsql remembers; and asks all of them from time to time, so that a promotion is also noticed where the former primary
/// still answers. With one server it does nothing.
/// </summary>
/// <param name="connections">Whose servers are watched.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">Tells operators where the primary is.</param>
public sealed partial class PrimaryWatch(JournalConnections connections, TimeProvider clock, ILogger<PrimaryWatch> logger)
    : BackgroundService
{
    // A look at a connection that is there costs nothing.
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan AskPeriod = TimeSpan.FromSeconds(5);
    private bool _isThere = true;
    private long _timeline;

    /// <summary>Asks the servers before anything else is asked of them.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await connections.AskServersAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        connections.HasSeveralServers ? Task.WhenAll(LookOnAsync(stoppingToken), AskOnAsync(stoppingToken)) : Task.CompletedTask;

    private async Task LookOnAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Period, clock);
        do
        {
            await LookAsync(stopping);
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    private async Task AskOnAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(AskPeriod, clock);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            await connections.AskServersAsync(stopping);
        }
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        var wasThere = _isThere;
        try
        {
            await using var session = await connections.Reader.OpenConnectionAsync(stopping);
            _isThere = true;
            if (connections.Timeline != _timeline)
            {
                _timeline = connections.Timeline;
                Log.Primary(logger, session.DataSource, _timeline);
            }
        }
        catch (NpgsqlException fault)
        {
            _isThere = false;
            if (wasThere)
            {
                Log.NoPrimary(logger, fault.Message);
            }
        }

        // Also at the first success: others may have met the server a moment before its promotion.
        if (!wasThere || !_isThere)
        {
            connections.ForgetServers();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "PostgreSQL's primary is {Server}, time line {Timeline}")]
        public static partial void Primary(ILogger logger, string server, long timeline);

        [LoggerMessage(LogLevel.Warning, "No server of PostgreSQL is a primary that may be used: {Message}")]
        public static partial void NoPrimary(ILogger logger, string message);
    }
}
