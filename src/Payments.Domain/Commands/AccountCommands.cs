using Payments.Domain.Ledger;

namespace Payments.Domain.Commands;

/// <summary>Opens an account.</summary>
[GenerateSerializer, Immutable, Alias("pay.open-account")]
public sealed record OpenAccount : AccountCommand
{
    /// <summary>The new account's id.</summary>
    [Id(0)] public required Guid AccountId { get; init; }

    /// <summary>The user or merchant that will own it; <see cref="Guid.Empty"/> for the operator.</summary>
    [Id(1)] public required Guid OwnerId { get; init; }

    /// <summary>What it is for.</summary>
    [Id(2)] public required AccountType Type { get; init; }

    /// <summary>The one currency that it will hold.</summary>
    [Id(3)] public required Currency Currency { get; init; }

    /// <summary>Lowest available balance in minor units; null for none; negative for a credit limit.</summary>
    [Id(4)] public long? Floor { get; init; }

    /// <summary>Most that one transfer may debit, minor units.</summary>
    [Id(5)] public long? LimitPerTransfer { get; init; }

    /// <summary>Most that may be debited on one UTC day, minor units.</summary>
    [Id(6)] public long? LimitPerDay { get; init; }

    /// <summary>The caller's own data: a JSON object of strings.</summary>
    [Id(7)] public string? Metadata { get; init; }

    /// <inheritdoc/>
    public override Guid ObjectId => AccountId;

    /// <inheritdoc/>
    public override Guid Account => AccountId;
}

/// <summary>Freezes, unfreezes or closes an account.</summary>
[GenerateSerializer, Immutable, Alias("pay.change-account-status")]
public sealed record ChangeAccountStatus : AccountCommand
{
    /// <summary>The account.</summary>
    [Id(0)] public required Guid AccountId { get; init; }

    /// <summary>The status that it shall have.</summary>
    [Id(1)] public required AccountStatus Status { get; init; }

    /// <summary>The event's id: tells this attempt from an earlier one.</summary>
    [Id(2)] public required Guid ChangeId { get; init; }

    /// <inheritdoc/>
    public override Guid ObjectId => ChangeId;

    /// <inheritdoc/>
    public override Guid Account => AccountId;
}

/// <summary>A new value for a floor or a limit.</summary>
/// <param name="Amount">Minor units; null takes the floor or limit away.</param>
[GenerateSerializer, Immutable, Alias("pay.new-limit")]
public sealed record NewLimit([property: Id(0)] long? Amount);

/// <summary>
/// Sets an account's floor and limits. What the command does not name stays as it is when the command is executed, so that
/// two changes of different limits never undo each other.
/// </summary>
[GenerateSerializer, Immutable, Alias("pay.change-account-limits")]
public sealed record ChangeAccountLimits : AccountCommand
{
    /// <summary>The account.</summary>
    [Id(0)] public required Guid AccountId { get; init; }

    /// <summary>Lowest available balance; null leaves it as it is.</summary>
    [Id(1)] public NewLimit? Floor { get; init; }

    /// <summary>Most that one transfer may debit; null leaves it as it is.</summary>
    [Id(2)] public NewLimit? LimitPerTransfer { get; init; }

    /// <summary>Most that may be debited on one UTC day; null leaves it as it is.</summary>
    [Id(3)] public NewLimit? LimitPerDay { get; init; }

    /// <summary>The event's id: tells this attempt from an earlier one.</summary>
    [Id(4)] public required Guid ChangeId { get; init; }

    /// <inheritdoc/>
    public override Guid ObjectId => ChangeId;

    /// <inheritdoc/>
    public override Guid Account => AccountId;
}

/// <summary>
/// Takes the account's next epoch for a new activation and reads the account's state in the same step. May be repeated:
/// a second claim only takes a further epoch.
/// </summary>
[GenerateSerializer, Immutable, Alias("pay.claim-account")]
public sealed record ClaimAccount : AccountCommand
{
    /// <summary>The account.</summary>
    [Id(0)] public required Guid AccountId { get; init; }

    /// <inheritdoc/>
    public override Guid ObjectId => AccountId;

    /// <inheritdoc/>
    public override Guid Account => AccountId;
}
