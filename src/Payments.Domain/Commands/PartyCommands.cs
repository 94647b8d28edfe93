using Payments.Domain.Ledger;

namespace Payments.Domain.Commands;

/// <summary>Who can own accounts. Values are stored: never renumber.</summary>
public enum PartyKind : short
{
    /// <summary>A person with wallets.</summary>
    User = 1,

    /// <summary>A merchant that is paid.</summary>
    Merchant = 2,
}

/// <summary>Registers a user or a merchant.</summary>
[GenerateSerializer, Immutable, Alias("pay.register-party")]
public sealed record RegisterParty : Command
{
    /// <summary>The new user's or merchant's id.</summary>
    [Id(0)] public required Guid PartyId { get; init; }

    /// <summary>User or merchant.</summary>
    [Id(1)] public required PartyKind Kind { get; init; }

    /// <summary>Name for people, stored as it came.</summary>
    [Id(2)] public required string Name { get; init; }

    /// <summary>Address for mail; unique among users when given.</summary>
    [Id(3)] public string? Email { get; init; }

    /// <summary>The caller's own data: a JSON object of strings.</summary>
    [Id(4)] public string? Metadata { get; init; }

    /// <summary>Random bytes for <see cref="IdentityDigest.OfParty"/>; null from programs of before that digest.</summary>
    [Id(5)] public byte[]? Salt { get; init; }

    /// <inheritdoc/>
    public override Guid ObjectId => PartyId;
}

/// <summary>Issues an API key to a merchant, or a new secret in place of an older key's.</summary>
[GenerateSerializer, Immutable, Alias("pay.issue-api-key")]
public sealed record IssueApiKey : Command
{
    /// <summary>The new key's public id.</summary>
    [Id(0)] public required Guid KeyId { get; init; }

    /// <summary>The merchant that it acts for.</summary>
    [Id(1)] public required Guid MerchantId { get; init; }

    /// <summary>SHA-256 of the secret: the secret itself is shown once and stored nowhere.</summary>
    [Id(2)] public required byte[] SecretHash { get; init; }

    /// <summary>The secret's last four characters, to recognise it by.</summary>
    [Id(3)] public required string LastFour { get; init; }

    /// <summary>Name for people.</summary>
    [Id(4)] public string? Name { get; init; }

    /// <summary>The key that this one replaces; that one ends after <see cref="Overlap"/>.</summary>
    [Id(5)] public Guid? Replaces { get; init; }

    /// <summary>How long the replaced key still works.</summary>
    [Id(6)] public TimeSpan Overlap { get; init; }

    /// <inheritdoc/>
    public override Guid ObjectId => KeyId;
}

/// <summary>Ends an API key now.</summary>
[GenerateSerializer, Immutable, Alias("pay.revoke-api-key")]
public sealed record RevokeApiKey : Command
{
    /// <summary>The key's public id.</summary>
    [Id(0)] public required Guid KeyId { get; init; }

    /// <summary>The event's id: tells this attempt from an earlier one.</summary>
    [Id(1)] public required Guid ChangeId { get; init; }

    /// <inheritdoc/>
    public override Guid ObjectId => ChangeId;
}
