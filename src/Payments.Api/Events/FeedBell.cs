using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Payments.Domain.Feed;
using Payments.Grains.Feed;

namespace Payments.Api.Events;

/// <summary>
/// Tells this front end's event streams when there is something for them, so that they need not look again and again. One
/// call waits for all of them, and only while there are any.
/// </summary>
internal sealed partial class FeedBell(IGrainFactory grains, TimeProvider clock, ILogger<FeedBell> logger) : BackgroundService
{
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<Ear, byte> _ears = new();
    private readonly SemaphoreSlim _wanted = new(0, 1);

    /// <summary>Begins to listen for what a client asked for. Listen first, then read the feed: then nothing falls in between.</summary>
    public Ear Listen(EventQuery asked, Guid? owner)
    {
        var ear = new Ear(this, asked, owner);
        _ears.TryAdd(ear, 0);
        Release(_wanted);
        return ear;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _wanted.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var serial = 0L;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (_ears.IsEmpty)
                {
                    serial = 0;
                    await _wanted.WaitAsync(stoppingToken);
                    continue;
                }

                var news = await grains.GetGrain<IFeedWatchGrain>(Guid.Empty).WaitAsync(serial).WaitAsync(stoppingToken);
                // Between two times of listening anything may have happened.
                Ring(news, isWhole: news.IsWhole && serial != 0);
                serial = news.Serial;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The streams look by themselves meanwhile, if less often.
                Log.Deaf(logger, e.GetType().Name, e.Message);
                serial = 0;
                await Task.Delay(PauseAfterFault, clock, CancellationToken.None);
            }
        }
    }

    private void Ring(FeedNews news, bool isWhole)
    {
        foreach (var (ear, _) in _ears)
        {
            if (!isWhole || news.Notices.Any(ear.Concerns))
            {
                ear.Ring();
            }
        }
    }

    private static void Release(SemaphoreSlim bell)
    {
        try
        {
            bell.Release();
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // It has been rung and not been heard yet, and once is enough; or nobody listens any more.
        }
    }

    /// <summary>Waits for what concerns one client.</summary>
    internal sealed class Ear(FeedBell bell, EventQuery asked, Guid? owner) : IDisposable
    {
        private readonly SemaphoreSlim _rung = new(0, 1);

        /// <summary>Waits until there may be something, or for so long.</summary>
        public Task WaitAsync(TimeSpan most, CancellationToken cancellation) => _rung.WaitAsync(most, cancellation);

        /// <summary>True when the client would be shown the event.</summary>
        internal bool Concerns(FeedNotice notice) =>
            (owner is null || notice.OwnerId == owner || notice.OtherOwnerId == owner)
            && (asked.ObjectId is null || notice.ObjectId == asked.ObjectId)
            && (asked.Type is null || notice.Type == asked.Type);

        internal void Ring() => Release(_rung);

        /// <inheritdoc/>
        public void Dispose()
        {
            bell._ears.TryRemove(this, out _);
            _rung.Dispose();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The watch over the feed cannot be asked ({Fault}: {Message}): event streams look every few seconds")]
        public static partial void Deaf(ILogger logger, string fault, string message);
    }
}
