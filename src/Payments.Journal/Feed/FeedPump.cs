using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Payments.Domain.Feed;

namespace Payments.Journal.Feed;

/// <summary>Where the pump puts what it reads: the streams of the grain runtime.</summary>
public interface IFeedStreams
{
    /// <summary>Publishes a page of a namespace; completes when the stream has it, which is no promise that a consumer will.</summary>
    Task PublishAsync(FeedNamespace space, FeedPage page);
}

/// <summary>
/// Feeds the streams from the event table in the order of commits. Every silo runs one, and one of them has the right to
/// work; when it dies another goes on from the cursor, a little before where it was.
/// </summary>
/// <param name="connections">Connections of the application's role, of which the pump keeps one.</param>
/// <param name="streams">Where to.</param>
/// <param name="clock">Paces it.</param>
/// <param name="logger">Tells when it begins and fails.</param>
public sealed partial class FeedPump(NpgsqlDataSource connections, IFeedStreams streams, TimeProvider clock, ILogger<FeedPump> logger)
    : BackgroundService
{
    private const int PageMax = 1_000;

    /// <summary>Twenty pages a second at most, unless they are full: a page costs the same whether it holds one notice or many.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan RightPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MovePeriod = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var lease = await FeedLease.TryTakeAsync(connections, stoppingToken);
                if (lease is not null)
                {
                    Log.Feeding(logger, lease.Position);
                    await FeedAsync(lease, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The cursor has not moved past anything that was not published: whoever is next goes on from there.
                Log.Failed(logger, e);
            }

            await PauseAsync(RightPeriod, stoppingToken);
        }
    }

    private async Task FeedAsync(FeedLease lease, CancellationToken stopping)
    {
        var (position, movedAt) = (lease.Position, clock.GetTimestamp());
        var published = FeedNamespace.All.ToDictionary(space => space.Name, _ => position);
        while (!stopping.IsCancellationRequested)
        {
            var page = await lease.ReadAsync(position, PageMax, stopping);
            foreach (var space in FeedNamespace.All)
            {
                await PublishAsync(space, page, published);
            }

            position = page.UpTo;
            if (clock.GetElapsedTime(movedAt) >= MovePeriod)
            {
                await lease.MoveAsync(position, stopping);
                movedAt = clock.GetTimestamp();
            }

            if (page.Notices.Count < PageMax)
            {
                await PauseAsync(Pace, stopping);
            }
        }

        await lease.MoveAsync(position, CancellationToken.None);
    }

    /// <summary>A stream gets only pages that hold something; each page begins where the stream's page before it ended.</summary>
    private async Task PublishAsync(FeedNamespace space, FeedPage page, Dictionary<string, long> published)
    {
        var notices = space.Of(page.Notices);
        if (notices.Length > 0)
        {
            await streams.PublishAsync(space, new FeedPage(published[space.Name], page.UpTo, notices));
            published[space.Name] = page.UpTo;
        }
    }

    private async Task PauseAsync(TimeSpan time, CancellationToken stopping)
    {
        try
        {
            await Task.Delay(time, clock, stopping);
        }
        catch (OperationCanceledException)
        {
            // The loops look themselves.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "This silo feeds the streams, from position {Position}")]
        public static partial void Feeding(ILogger logger, long position);

        [LoggerMessage(LogLevel.Warning, "Feeding the streams failed; it goes on from the cursor, here or in another silo")]
        public static partial void Failed(ILogger logger, Exception cause);
    }
}
