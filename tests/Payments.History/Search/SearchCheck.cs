using System.Collections.Concurrent;
using Payments.History.Checking;

namespace Payments.History.Search;

/// <summary>Every account's answers have an order that explains them, whatever the journal's sequence says.</summary>
internal static class SearchCheck
{
    /// <summary>The violations, and the accounts of which too many orders were possible.</summary>
    internal static (IReadOnlyList<Violation> Violations, IReadOnlyList<string> GivenUp) Run(Evidence evidence)
    {
        var calls = AccountCalls.Of(evidence.History, evidence.Groups);
        var violations = new ConcurrentBag<Violation>();
        var givenUp = new ConcurrentBag<string>();
        Parallel.ForEach(evidence.History.Run.Accounts.Where(calls.ContainsKey), account =>
        {
            var search = new AccountSearch(calls[account], evidence.Ledger.Accounts.GetValueOrDefault(account)?.Floor);
            switch (search.Run())
            {
                case SearchEnd.Impossible:
                    violations.Add(new Violation("search", $"no order of {account}'s calls explains {search.Witness}"));
                    break;
                case SearchEnd.GivenUp:
                    givenUp.Add(account);
                    break;
            }
        });
        return ([.. violations], [.. givenUp]);
    }
}
