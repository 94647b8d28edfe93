using Payments.Api.Requests;
using Payments.Domain.Ids;
using Payments.Domain.Ledger;

namespace Payments.Api.Events;

/// <summary>What a reader of the feed asks for.</summary>
/// <param name="After">Position to begin after.</param>
/// <param name="ObjectId">Only of this object.</param>
/// <param name="Type">Only of this type.</param>
internal sealed record EventQuery(long After, Guid? ObjectId, EventType? Type)
{
    private static readonly string[] Types = [.. Enum.GetValues<EventType>().Select(EventTypes.NameOf)];

    /// <summary>The names of all types.</summary>
    public static IReadOnlyList<string> TypeNames => Types;

    /// <summary>Reads the parameters.</summary>
    public static EventQuery Read(QueryReader query)
    {
        var after = query.Integer("after", 0, long.MaxValue) ?? 0;
        var about = query.Id(
            "object", PublicId.Transfer, PublicId.Account, PublicId.User, PublicId.Merchant, PublicId.ApiKey,
            PublicId.Approval);
        EventType? type = query.Choice("type", Types) is { } name && EventTypes.TryParse(name, out var known) ? known : null;
        return new EventQuery(after, about, type);
    }
}
