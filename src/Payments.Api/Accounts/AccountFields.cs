using Payments.Api.Commands;
using Payments.Api.Json;
using Payments.Api.Parties;
using Payments.Domain.Commands;
using Payments.Domain.Ids;

namespace Payments.Api.Accounts;

/// <summary>The members of an account in a body. Each shape needs fields of its own.</summary>
internal sealed class AccountFields
{
    public Field Owner { get; } = Field.Id(
        "owner", "The user or merchant that owns it; the caller without it, and the operator for an administrator.", false,
        PublicId.User, PublicId.Merchant);

    public Field Type { get; } = Field.Choice("type", "What it is for; wallet without it.", AccountWords.Types);

    public Field Currency { get; } = Field.Currency("currency", "The one currency that it holds.");

    public Field Floor { get; } = Field.Integer(
        "floor", "Lowest available balance in minor units; negative for a credit limit, null for none; 0 without it.", false,
        -Money.AmountMax, Money.AmountMax);

    public Field LimitPerTransfer { get; } = Field.Integer(
        "limit_per_transfer", "Most that one transfer may debit, minor units; null for no limit.", false, 0);

    public Field LimitPerDay { get; } = Field.Integer(
        "limit_per_day", "Most that may be debited on one UTC day, minor units; null for no limit.", false, 0);

    public Field Metadata { get; } = Field.Metadata();

    /// <summary>The shape of a new account.</summary>
    public BodyShape Whole() => new(true, Owner, Type, Currency, Floor, LimitPerTransfer, LimitPerDay, Metadata);

    /// <summary>The shape of a change of limits.</summary>
    public BodyShape Limits() => new(true, Floor, LimitPerTransfer, LimitPerDay);

    /// <summary>True when the owner in the body, if there is one, has the prefix of this kind.</summary>
    public bool NamesKind(CommandRequest request, PartyKind kind) =>
        request.Fields.Raw(Owner) is not { } text || text.StartsWith(PartyIds.PrefixOf(kind), StringComparison.Ordinal);
}
