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
        var expiries = evidence.Journal.Events.Where(step => step.Type == 4).ToLookup(step => step.Object, step => step.Position);
        var violations = new ConcurrentBag<Violation>();
        var givenUp = new ConcurrentBag<string>();
        Parallel.ForEach(evidence.History.Run.Accounts.Where(calls.ContainsKey), account =>
        {
            var floor = evidence.Ledger.Accounts.GetValueOrDefault(account)?.Floor;
            var search = new AccountSearch(calls[account], floor);
            switch (search.Run())
            {
                case SearchEnd.Impossible:
                    violations.Add(new Violation("search", $"no order of {account}'s calls explains {search.Witness}"));
                    break;
                case SearchEnd.GivenUp when !new AccountReplay(calls[account], floor, PositionOf).Explains():
                    givenUp.Add(account);
                    break;
            }
        });
        return ([.. violations], [.. givenUp]);

        long? PositionOf(AccountCall call) => call switch
        {
            { Key: { } key } when evidence.EffectOf[evidence.GroupOf[key]] is [var first, ..] => first.Position,
            { Expired: { } hold } when expiries.Contains(hold) => expiries[hold].First(),
            _ => null,
        };
    }
}
