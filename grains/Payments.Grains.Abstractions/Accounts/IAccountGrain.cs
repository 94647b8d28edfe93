using Payments.Domain.Commands;
using Payments.Domain.Refusals;

namespace Payments.Grains.Accounts;

/// <summary>One ledger account: puts everything that debits, holds or changes it in order. Key: account id.</summary>
[Alias("pay.account-grain")]
public interface IAccountGrain : IGrainWithGuidKey
{
    /// <summary>Decides a command of this account, writes it and answers after the commit. Many may be in flight.</summary>
    /// <param name="command">A command whose <see cref="AccountCommand.Account"/> is this grain's key.</param>
    /// <exception cref="JournalUnavailableException">Nothing was executed; the same request may be sent again.</exception>
    /// <exception cref="JournalOutcomeUnknownException">It may have been executed; only the same key tells.</exception>
    [Alias("Submit")]
    Task<Answer> SubmitAsync(AccountCommand command);
}
