using Payments.Domain.Ledger;

namespace Payments.Domain.Feed;

/// <summary>
/// That something happened, and to what: no amounts and no data. Who needs those reads the feed, which is the truth.
/// </summary>
/// <param name="Position">The event's position in the feed: gap-free, in the order of commits.</param>
/// <param name="Type">What happened.</param>
/// <param name="ObjectId">The object that it happened to.</param>
/// <param name="ObjectSequence">The object's own count of events, from 1 without gaps.</param>
/// <param name="OwnerId">The object's owner; of a transfer, the debited account's.</param>
/// <param name="OtherOwnerId">The credited account's owner, for a transfer.</param>
[GenerateSerializer, Immutable, Alias("pay.feed-notice")]
public readonly record struct FeedNotice(
    [property: Id(0)] long Position,
    [property: Id(1)] EventType Type,
    [property: Id(2)] Guid ObjectId,
    [property: Id(3)] int ObjectSequence,
    [property: Id(4)] Guid OwnerId,
    [property: Id(5)] Guid? OtherOwnerId);

/// <summary>A stretch of the feed: every notice of its namespace after one position up to another.</summary>
/// <param name="After">Position that the stretch begins after.</param>
/// <param name="UpTo">Position that it goes up to, whether that one is of the namespace or not.</param>
/// <param name="Notices">In the order of their positions; an array, which is what can be sent.</param>
[GenerateSerializer, Immutable, Alias("pay.feed-page")]
public sealed record FeedPage(
    [property: Id(0)] long After,
    [property: Id(1)] long UpTo,
    [property: Id(2)] IReadOnlyList<FeedNotice> Notices);
