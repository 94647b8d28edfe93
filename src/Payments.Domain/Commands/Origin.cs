using Payments.Domain.Ledger;

namespace Payments.Domain.Commands;

/// <summary>Who asks for something and from where: goes into the audit record and the journal entry as it is.</summary>
[GenerateSerializer, Immutable, Alias("pay.origin")]
public sealed record Origin
{
    /// <summary>What the system does by itself, e.g. the expiry of holds.</summary>
    public static Origin OfSystem(string requestId) =>
        new() { TenantId = Guid.Empty, Actor = "system", Role = Role.System, RequestId = requestId };

    /// <summary>The user or merchant whose objects the caller may touch; <see cref="Guid.Empty"/> for the operator's people.</summary>
    [Id(0)] public required Guid TenantId { get; init; }

    /// <summary>The person, service or API key, as a public id.</summary>
    [Id(1)] public required string Actor { get; init; }

    /// <summary>What the caller is.</summary>
    [Id(2)] public required Role Role { get; init; }

    /// <summary>Network address of the caller, as text.</summary>
    [Id(3)] public string? Address { get; init; }

    /// <summary>User agent of the caller, shortened to 200 characters.</summary>
    [Id(4)] public string? UserAgent { get; init; }

    /// <summary>The id that the answer's <c>Request-Id</c> header carries.</summary>
    [Id(5)] public required string RequestId { get; init; }

    /// <summary>True when the caller may take money out of an account of this owner.</summary>
    public bool MayDebit(Guid ownerId) => IsAdministrator || OwnsAs(ownerId);

    /// <summary>
    /// True when the caller may open this account: administrators any, users and merchants a wallet of their own that goes
    /// not below zero.
    /// </summary>
    public bool MayOpen(OpenAccount account) => IsAdministrator
        || (OwnsAs(account.OwnerId) && account is { Type: AccountType.Wallet, Floor: 0 });

    /// <summary>True when the caller may give an account of this owner the status.</summary>
    public bool MayChangeStatus(AccountStatus status, Guid ownerId) =>
        status == AccountStatus.Closed ? MayDebit(ownerId) : IsAdministrator || Role == Role.Support;

    /// <summary>True for administrators and the system itself: who registers, and sets floors and limits.</summary>
    public bool IsAdministrator => Role is Role.Admin or Role.System;

    /// <summary>True for the people who ask for, and decide about, what takes two of them.</summary>
    public bool MayApprove => Role is Role.Finance or Role.Admin;

    /// <summary>True when the caller may see an object of this owner.</summary>
    public bool MaySee(Guid ownerId) => Role is Role.Admin or Role.System or Role.Support or Role.Finance || OwnsAs(ownerId);

    private bool OwnsAs(Guid ownerId) => Role is Role.Merchant or Role.User && ownerId != Guid.Empty && ownerId == TenantId;
}
