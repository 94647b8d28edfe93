using Payments.Domain.Ledger;

namespace Payments.Api.Accounts;

/// <summary>Account types and statuses as clients write them: lower case, compared without case in filters.</summary>
internal static class AccountWords
{
    /// <summary>All types.</summary>
    public static readonly string[] Types = [.. Enum.GetValues<AccountType>().Select(NameOf)];

    /// <summary>All statuses.</summary>
    public static readonly string[] Statuses = [.. Enum.GetValues<AccountStatus>().Select(NameOf)];

    /// <summary>The word for a type.</summary>
    public static string NameOf(AccountType type) => type switch
    {
        AccountType.Wallet => "wallet",
        AccountType.Merchant => "merchant",
        AccountType.External => "external",
        AccountType.Fees => "fees",
        AccountType.Suspense => "suspense",
        AccountType.Clearing => "clearing",
        _ => throw new InvariantViolationException($"account type {type} has no word"),
    };

    /// <summary>The word for a status.</summary>
    public static string NameOf(AccountStatus status) => status switch
    {
        AccountStatus.Open => "open",
        AccountStatus.Frozen => "frozen",
        AccountStatus.Closed => "closed",
        _ => throw new InvariantViolationException($"account status {status} has no word"),
    };

    /// <summary>The type of a word.</summary>
    public static AccountType TypeOf(string word) => Enum.GetValues<AccountType>().First(type => NameOf(type) == word);

    /// <summary>The status of a word.</summary>
    public static AccountStatus StatusOf(string word) => Enum.GetValues<AccountStatus>().First(status => NameOf(status) == word);
}
