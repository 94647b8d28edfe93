using Payments.Domain.Feed;
using Payments.Journal.Connections;
using Payments.Journal.Feed;

namespace Payments.Silo.Feed;

/// <summary>The feed's streams in a silo's process.</summary>
internal static class FeedHosting
{
    /// <summary>Adds the pump, which stops before the grains do, and what consumers read when a stream has lost something.</summary>
    internal static IServiceCollection AddFeed(this IServiceCollection services)
    {
        services.AddSingleton<IEventFeed>(provider => new PostgresEventFeed(provider.GetRequiredService<JournalConnections>().Reader));
        services.AddSingleton<IFeedStreams, FeedStreams>();
        return services.AddHostedService(provider => new FeedPump(
            provider.GetRequiredService<JournalConnections>().Feed,
            provider.GetRequiredService<IFeedStreams>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<FeedPump>>()));
    }
}
