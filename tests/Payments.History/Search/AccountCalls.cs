using Payments.History.Checking;
using Payments.History.Records;

namespace Payments.History.Search;

/// <summary>Takes from a history what each account went through: from requests and answers alone, never from the journal.</summary>
internal sealed class AccountCalls
{
    private readonly Dictionary<string, List<AccountCall>> _calls = [];
    private readonly Dictionary<string, KeyGroup> _made = [];
    private readonly Dictionary<string, long> _posted = [];
    private readonly HashSet<string> _ended = [];

    private AccountCalls(HistoryFile history, IReadOnlyList<KeyGroup> groups)
    {
        foreach (var group in groups.Where(group => group.Done?.Completion!.Transfer is not null))
        {
            if (group.Request.Kind is OperationKind.Transfer or OperationKind.Hold)
            {
                _made[group.Done!.Completion!.Transfer!] = group;
            }
            else
            {
                _ended.Add(group.Request.Transfer!);
                if (group.Request is { Kind: OperationKind.Post, Amount: { } part })
                {
                    _posted[group.Request.Transfer!] = part;
                }
            }
        }

        foreach (var group in groups)
        {
            Add(group);
        }

        foreach (var hold in _made.Values.Where(group => group.Request.Kind == OperationKind.Hold
            && !_ended.Contains(group.Done!.Completion!.Transfer!)))
        {
            AddExpiry(hold);
        }

        foreach (var read in history.Operations.Where(read => !read.IsWrite && read.Outcome == Outcome.Ok))
        {
            foreach (var seen in read.Completion!.Balances ?? [])
            {
                Add(seen.Account, Of(read.Begin, read.End, 0, 0, $"read #{read.Invoke.Op}") with { Told = (seen.Posted, seen.Pending) });
            }
        }
    }

    internal static IReadOnlyDictionary<string, List<AccountCall>> Of(HistoryFile history, IReadOnlyList<KeyGroup> groups) =>
        new AccountCalls(history, groups)._calls;

    private void Add(KeyGroup group)
    {
        var request = group.Request;
        if (group.Done is null && group.Refused is not null)
        {
            AddDecline(group);
        }
        else if (group.Done is not null || group.IsUnresolved)
        {
            switch (request.Kind)
            {
                case OperationKind.Transfer:
                    AddMove(group, request.Source!, request.Destination!, request.Amount!.Value, 0, request.Amount);
                    break;
                case OperationKind.Hold:
                    Add(request.Source!, Of(group, 0, request.Amount!.Value, request.Source!) with { Needs = request.Amount });
                    break;
                case OperationKind.Batch:
                    AddBatch(group);
                    break;
                default:
                    AddEnd(group);
                    break;
            }
        }
    }

    /// <summary>Ends and reversals of transfers that this history saw being made.</summary>
    private void AddEnd(KeyGroup group)
    {
        if (_made.GetValueOrDefault(group.Request.Transfer!)?.Request is not { } made)
        {
            return;
        }

        switch (group.Request.Kind)
        {
            case OperationKind.Post:
                AddMove(group, made.Source!, made.Destination!, group.Request.Amount ?? made.Amount!.Value, -made.Amount!.Value, null);
                break;
            case OperationKind.Void:
                Add(made.Source!, Of(group, 0, -made.Amount!.Value, made.Source!));
                break;
            default:
                // Of a hold, a part may have been posted.
                var moved = _posted.GetValueOrDefault(group.Request.Transfer!, made.Amount!.Value);
                AddMove(group, made.Destination!, made.Source!, moved, 0, moved);
                break;
        }
    }

    private void AddMove(KeyGroup group, string source, string destination, long amount, long held, long? needs)
    {
        if (amount == 0 && held == 0)
        {
            return;
        }

        Add(source, Of(group, -amount, held, source) with { Needs = needs });
        if (amount != 0)
        {
            Add(destination, Of(group, amount, 0, destination));
        }
    }

    private void AddBatch(KeyGroup group)
    {
        var changes = new Dictionary<string, long>();
        var results = group.Done?.Completion!.Results;
        for (var index = 0; index < group.Request.Items!.Count; index++)
        {
            // Which transfers of a batch that nobody learned about were made is not known: such a run has a violation already.
            if (results is null || results[index].Transfer is not null)
            {
                var item = group.Request.Items[index];
                changes[item.Source] = changes.GetValueOrDefault(item.Source) - item.Amount;
                changes[item.Destination] = changes.GetValueOrDefault(item.Destination) + item.Amount;
            }
        }

        foreach (var (account, change) in changes.Where(pair => pair.Value != 0))
        {
            Add(account, Of(group, change, 0, account));
        }
    }

    private void AddDecline(KeyGroup group)
    {
        var (request, refusal) = (group.Request, group.Refused!);
        if (refusal.Completion!.Code == "insufficient_funds" && request.Kind is OperationKind.Transfer or OperationKind.Hold)
        {
            Add(request.Source!, Of(group.Begin, refusal.End, 0, 0, $"declined {group.Key}") with { Lacks = request.Amount });
        }
    }

    private void AddExpiry(KeyGroup hold)
    {
        var due = hold.Begin + (hold.Request.ExpiresIn ?? 0) * 1_000_000;
        Add(hold.Request.Source!, Of(due, long.MaxValue, 0, -hold.Request.Amount!.Value, $"expiry of {hold.Key}") with
        {
            Expired = hold.Done!.Completion!.Transfer,
        });
    }

    private AccountCall Of(KeyGroup group, long posted, long held, string account)
    {
        var told = group.Done?.Completion!.Balances?.FirstOrDefault(seen => seen.Account == account);
        var call = Of(group.Begin, group.End, posted, held, $"{group.Request.Kind} {group.Key}") with { Key = group.Key };
        return told is null ? call : call with { Told = (told.Posted, told.Pending) };
    }

    private static AccountCall Of(long begin, long end, long posted, long held, string what) => new(begin, end, posted, held, what);

    private void Add(string account, AccountCall call)
    {
        if (!_calls.TryGetValue(account, out var calls))
        {
            _calls[account] = calls = [];
        }

        calls.Add(call);
    }
}
