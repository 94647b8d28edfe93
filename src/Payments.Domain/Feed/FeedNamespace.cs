using Payments.Domain.Ledger;

namespace Payments.Domain.Feed;

/// <summary>A part of the feed that has a stream of its own. Names are configuration of consumers: never rename.</summary>
public sealed class FeedNamespace
{
    /// <summary>Transfers: money that moved, was held, came back, and the approvals for it.</summary>
    public const string PaymentsName = "payments";

    /// <summary>Accounts: opened, frozen, closed, limits.</summary>
    public const string AccountsName = "accounts";

    /// <summary>Merchants and users, with their API keys.</summary>
    public const string MerchantsName = "merchants";

    private readonly Func<EventType, bool> _holds;

    private FeedNamespace(string name, Func<EventType, bool> holds) => (Name, _holds) = (name, holds);

    /// <summary>All of them. Every event is in exactly one.</summary>
    public static IReadOnlyList<FeedNamespace> All { get; } =
    [
        new(PaymentsName, type => type is (>= EventType.TransferPosted and <= EventType.TransferReversed) or >= EventType.ApprovalRequested),
        new(AccountsName, type => type is >= EventType.AccountOpened and <= EventType.AccountLimitsChanged),
        new(MerchantsName, type => type is >= EventType.PartyRegistered and <= EventType.ApiKeyEnded),
    ];

    /// <summary>The stream namespace's name.</summary>
    public string Name { get; }

    /// <summary>The namespace with this name.</summary>
    /// <exception cref="InvariantViolationException">There is none.</exception>
    public static FeedNamespace Of(string name) =>
        All.FirstOrDefault(one => one.Name == name) ?? throw new InvariantViolationException($"there is no feed namespace '{name}'");

    /// <summary>Those of the notices that are in this namespace.</summary>
    public FeedNotice[] Of(IReadOnlyList<FeedNotice> notices) => [.. notices.Where(notice => _holds(notice.Type))];
}
