namespace Payments.SimulatedSilo.Simulation;

/// <summary>Everything that is due at a virtual time, in order of time and, at one time, of being set.</summary>
internal sealed class VirtualTimers
{
    private readonly PriorityQueue<Entry, Order> _queue = new(OrderComparer.Instance);
    private long _sequence;

    /// <summary>How many wait, for messages.</summary>
    public int Count => _queue.Count;

    /// <summary>Calls when the time has come, unless the version of the item has changed by then.</summary>
    public void Add(IDue item, int version, long due) =>
        _queue.Enqueue(new Entry(item, version), new Order(due, _sequence++));

    /// <summary>The time of the first item that is still wanted; null when there is none.</summary>
    public long? NextDue()
    {
        while (_queue.TryPeek(out var entry, out var order))
        {
            if (entry.Item.Version == entry.Version)
                return order.Due;

            _queue.Dequeue();
        }

        return null;
    }

    /// <summary>Takes the first item if it is due.</summary>
    public IDue? TakeDue(long now)
    {
        while (_queue.TryPeek(out var entry, out var order) && order.Due <= now)
        {
            _queue.Dequeue();
            if (entry.Item.Version == entry.Version)
                return entry.Item;
        }

        return null;
    }

    private readonly record struct Entry(IDue Item, int Version);

    private readonly record struct Order(long Due, long Sequence);

    private sealed class OrderComparer : IComparer<Order>
    {
        public static readonly OrderComparer Instance = new();

        public int Compare(Order x, Order y) =>
            x.Due != y.Due ? x.Due.CompareTo(y.Due) : x.Sequence.CompareTo(y.Sequence);
    }
}

/// <summary>Something that can be due.</summary>
internal interface IDue
{
    /// <summary>Changes when the item is set anew or no longer wanted.</summary>
    int Version { get; }

    /// <summary>The time has come.</summary>
    void Due();
}
