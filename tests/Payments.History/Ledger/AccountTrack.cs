namespace Payments.History.Ledger;

/// <summary>An account after one of its changes.</summary>
/// <param name="Position">Of the event that changed it.</param>
public readonly record struct AccountState(long Position, long Posted, long Held, long Sequence, long Version);

/// <summary>Everything that an account ever was, by the reference ledger.</summary>
public sealed class AccountTrack(string id, long? floor)
{
    private readonly List<AccountState> _states = [];

    public string Id => id;

    public long? Floor => floor;

    public IReadOnlyList<AccountState> States => _states;

    public AccountState Now => _states.Count == 0 ? default : _states[^1];

    /// <summary>What may still be spent in a state.</summary>
    public long Spendable(AccountState state) =>
        floor is { } least ? long.CreateSaturating((Int128)state.Posted - state.Held - least) : long.MaxValue;

    /// <summary>The state after everything up to a position.</summary>
    public AccountState At(long position)
    {
        var index = FirstAfter(position) - 1;
        return index < 0 ? default : _states[index];
    }

    /// <summary>The state with a version; null when there is none.</summary>
    public AccountState? OfVersion(long version) =>
        version >= 1 && version <= _states.Count ? _states[(int)version - 1] : null;

    /// <summary>The position at which a state ended.</summary>
    public long EndOf(AccountState state) =>
        state.Version < _states.Count ? _states[(int)state.Version].Position - 1 : long.MaxValue;

    /// <summary>Positions of changes after one position, up to another.</summary>
    public IEnumerable<long> ChangesWithin(long after, long last)
    {
        for (var index = FirstAfter(after); index < _states.Count && _states[index].Position <= last; index++)
        {
            yield return _states[index].Position;
        }
    }

    internal void Open(long position) => _states.Add(new AccountState(position, 0, 0, 0, 1));

    /// <summary>One more change.</summary>
    internal AccountState Change(long position, long posted, long held, bool isPosting)
    {
        var now = Now;
        var next = new AccountState(
            position, now.Posted + posted, now.Held + held, now.Sequence + (isPosting ? 1 : 0), now.Version + 1);
        _states.Add(next);
        return next;
    }

    private int FirstAfter(long position)
    {
        var (low, high) = (0, _states.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _states[middle].Position <= position ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
