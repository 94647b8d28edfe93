namespace Payments.History.Search;

/// <summary>
/// Tries one order of an account's calls: the journal's. When there are too many orders to look at all of them, one that is known
/// and explains every answer in real time is as good as one that was found.
/// </summary>
/// <param name="calls">What the account went through.</param>
/// <param name="floor">The least that it may be worth; null when there is none.</param>
/// <param name="positionOf">Where the journal has a change; null when it has none.</param>
internal sealed class AccountReplay(IReadOnlyList<AccountCall> calls, long? floor, Func<AccountCall, long?> positionOf)
{
    private readonly HashSet<AccountCall> _begun = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<AccountCall> _placed = new(ReferenceEqualityComparer.Instance);
    private readonly List<AccountCall> _watching = [];
    private readonly Queue<AccountCall> _next = new(
        calls.Where(call => !call.IsObserver).Select(call => (Call: call, Position: positionOf(call)))
            .Where(pair => pair.Position is not null).OrderBy(pair => pair.Position).Select(pair => pair.Call));
    private (long Posted, long Held) _state;

    /// <summary>True when the journal's order explains all of them. Each change is placed as late as it can be.</summary>
    internal bool Explains()
    {
        foreach (var (call, _, isEnd) in AccountCall.Steps(calls))
        {
            if (!isEnd)
            {
                Begin(call);
                continue;
            }

            while (!_placed.Contains(call))
            {
                if (!PlaceNext())
                {
                    return false;
                }
            }
        }

        return true;
    }

    private void Begin(AccountCall call)
    {
        _begun.Add(call);
        if (call.IsObserver)
        {
            _watching.Add(call);
            Watch();
        }
    }

    private bool PlaceNext()
    {
        if (!_next.TryDequeue(out var call) || !_begun.Contains(call) || call.Do(_state.Posted, _state.Held, floor) is not { } after)
        {
            return false;
        }

        _state = after;
        _placed.Add(call);
        Watch();
        return true;
    }

    /// <summary>What changes nothing is explained by the first state that fits.</summary>
    private void Watch() => _watching.RemoveAll(call => call.Do(_state.Posted, _state.Held, floor) is not null && _placed.Add(call));
}
