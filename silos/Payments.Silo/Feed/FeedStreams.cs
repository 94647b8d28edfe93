using Payments.Domain.Feed;
using Payments.Grains.Feed;
using Payments.Journal.Feed;
#if ORLEANS
using Orleans.Runtime;
using Orleans.Streams;
using Orleans.Streams.Core;
#endif

namespace Payments.Silo.Feed;

#if ORLEANS
/// <summary>
/// The feed on Orleans streams: a namespace has one stream, which carries pages. They live in memory: a silo that dies takes
/// pages along, and consumers fill the gap from the feed (docs/decisions/0005-streams-carry-notices.md).
/// </summary>
internal sealed class FeedStreams([FromKeyedServices(FeedStreams.Provider)] IStreamProvider provider) : IFeedStreams
{
    /// <summary>The stream provider's name.</summary>
    internal const string Provider = "feed";

    /// <summary>The key of each namespace's stream.</summary>
    internal const string Key = "feed";

    private static readonly TimeSpan PullPeriod = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan KeepAtLeast = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeepAtMost = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public Task PublishAsync(FeedNamespace space, FeedPage page) =>
        provider.GetStream<FeedPage>(StreamId.Create(space.Name, Key)).OnNextAsync(page);

    /// <summary>Gives a silo the streams. Who consumes them says so in its code: there is no subscription to be lost.</summary>
    internal static void AddTo(ISiloBuilder silo) => silo.AddMemoryStreams(Provider, streams =>
    {
        streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
        streams.ConfigurePartitioning(FeedNamespace.All.Count);
        streams.ConfigurePullingAgent(agent => agent.Configure(options => options.GetQueueMsgsTimerPeriod = PullPeriod));
        // What is late is read from the journal: notices need not be kept for half an hour, as they would be.
        streams.ConfigureCacheEviction(cache => cache.Configure(options =>
        {
            options.DataMinTimeInCache = KeepAtLeast;
            options.DataMaxAgeInCache = KeepAtMost;
        }));
    });
}

/// <summary>Hands what comes through the streams to the grain that watches them.</summary>
[ImplicitStreamSubscription(FeedNamespace.PaymentsName)]
[ImplicitStreamSubscription(FeedNamespace.AccountsName)]
[ImplicitStreamSubscription(FeedNamespace.MerchantsName)]
internal sealed class FeedEarGrain : Grain, IFeedEarGrain, IStreamSubscriptionObserver
{
    /// <inheritdoc/>
    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory)
    {
        var space = handleFactory.StreamId.GetNamespace()!;
        var watch = GrainFactory.GetGrain<IFeedWatchGrain>(Guid.Empty);
        await handleFactory.Create<FeedPage>().ResumeAsync((page, _) => watch.AcceptAsync(space, page));
    }
}

/// <summary>A grain that only streams call. Key: the stream's.</summary>
[Alias("pay.feed-ear-grain")]
internal interface IFeedEarGrain : IGrainWithStringKey;
#else
/// <summary>The feed without streams: the simulated silo is one process, so pages go straight to the grain that watches them.</summary>
internal sealed class FeedStreams(IGrainFactory grains) : IFeedStreams
{
    /// <inheritdoc/>
    public Task PublishAsync(FeedNamespace space, FeedPage page) =>
        grains.GetGrain<IFeedWatchGrain>(Guid.Empty).AcceptAsync(space.Name, page);
}
#endif
