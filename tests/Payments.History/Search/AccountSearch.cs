namespace Payments.History.Search;

/// <summary>What a search found.</summary>
internal enum SearchEnd
{
    /// <summary>There is an order that explains everything.</summary>
    Explained,

    /// <summary>There is none.</summary>
    Impossible,

    /// <summary>There were too many orders to look at.</summary>
    GivenUp,
}

/// <summary>
/// Looks for an order of one account's calls that explains every answer (Wing and Gong 1993, with the calls placed only when
/// one must be, as Lowe 2017): each call takes effect at one instant between its begin and its end. Knows no sequence.
/// </summary>
internal sealed class AccountSearch(IReadOnlyList<AccountCall> calls, long? floor)
{
    private const int OpenMax = 128;
    private const int StatesMax = 4_096;
    private readonly AccountCall?[] _open = new AccountCall?[OpenMax];
    private bool _hasPruned;
    private HashSet<State> _states = [new(0, 0, 0)];

    /// <summary>A possible state, with the open calls that have taken effect in it.</summary>
    private readonly record struct State(long Posted, long Held, UInt128 Done);

    /// <summary>The call that no order explains.</summary>
    internal string Witness { get; private set; } = "";

    internal SearchEnd Run()
    {
        var slots = new int[calls.Count];
        foreach (var (call, index, isEnd) in AccountCall.Steps(calls))
        {
            if (!isEnd)
            {
                slots[index] = Open(call);
                if (slots[index] < 0)
                {
                    return SearchEnd.GivenUp;
                }
            }
            else if (!Close(slots[index]))
            {
                Witness = call.What;
                return _hasPruned ? SearchEnd.GivenUp : SearchEnd.Impossible;
            }
        }

        return SearchEnd.Explained;
    }

    private int Open(AccountCall call)
    {
        var slot = Array.IndexOf(_open, null);
        if (slot >= 0)
        {
            _open[slot] = call;
            _states = [.. _states.Select(Observe)];
        }

        return slot;
    }

    /// <summary>Keeps the states in which the call has taken effect; false when there are none, or too many.</summary>
    private bool Close(int slot)
    {
        var bit = UInt128.One << slot;
        var reached = new HashSet<State>(_states);
        var frontier = new Queue<State>(_states.Where(state => (state.Done & bit) == 0));
        while (frontier.TryDequeue(out var state))
        {
            for (var other = 0; other < OpenMax; other++)
            {
                if (Place(state, other) is { } next && reached.Add(next) && (next.Done & bit) == 0)
                {
                    frontier.Enqueue(next);
                }
            }

            // More than can be looked at: those with the fewest calls placed stay. An order that is found is one all the same.
            if (reached.Count > StatesMax)
            {
                _hasPruned = true;
                break;
            }
        }

        _open[slot] = null;
        _states = [.. reached.Where(state => (state.Done & bit) != 0).Select(state => state with { Done = state.Done & ~bit })];
        Forget();
        return _states.Count > 0;
    }

    private State? Place(State state, int slot)
    {
        if (_open[slot] is not { } call || (state.Done & (UInt128.One << slot)) != 0)
        {
            return null;
        }

        return call.Do(state.Posted, state.Held, floor) is var (posted, held)
            ? Observe(new State(posted, held, state.Done | (UInt128.One << slot)))
            : null;
    }

    /// <summary>A call that changes nothing takes effect in the first state that fits: waiting gains nothing.</summary>
    private State Observe(State state)
    {
        for (var slot = 0; slot < OpenMax; slot++)
        {
            if (_open[slot] is { IsObserver: true } call && call.Do(state.Posted, state.Held, floor) is not null)
            {
                state = state with { Done = state.Done | (UInt128.One << slot) };
            }
        }

        return state;
    }

    /// <summary>An optional call that has taken effect in every state needs its place no longer.</summary>
    private void Forget()
    {
        for (var slot = 0; slot < OpenMax; slot++)
        {
            var bit = UInt128.One << slot;
            if (_open[slot] is { IsOptional: true } && _states.All(state => (state.Done & bit) != 0))
            {
                _open[slot] = null;
                _states = [.. _states.Select(state => state with { Done = state.Done & ~bit })];
            }
        }
    }
}
