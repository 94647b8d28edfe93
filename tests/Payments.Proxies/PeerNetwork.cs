namespace Payments.Proxies;

/// <summary>
/// The links between processes that dial each other, each of which is found at a proxy of its own, or at several. A link is cut, or what one
/// says to the other does not arrive, while each of them reaches everybody else.
/// </summary>
/// <remarks>Who dials is told by whose socket the connection's other end is.</remarks>
public sealed class PeerNetwork
{
    private readonly Lock _lock = new();
    private readonly List<PeerProxy> _proxies = [];
    private readonly List<(string Name, Func<int?> Process)> _dialers = [];
    private readonly HashSet<(string From, string To)> _cut = [];
    private readonly Dictionary<(string From, string To), TaskCompletionSource> _held = [];
    private long _turnedAway;
    private long _heldBack;

    /// <summary>Connections that were closed as they came, because their link was cut.</summary>
    public long TurnedAway => Interlocked.Read(ref _turnedAway);

    /// <summary>Pieces of data that have not passed at once, because somebody was not to be heard.</summary>
    public long HeldBack => Interlocked.Read(ref _heldBack);

    /// <summary>Where a peer is found that listens on a port of loopback.</summary>
    /// <param name="name">The peer.</param>
    /// <param name="port">Where it listens.</param>
    /// <param name="process">The id of its process; null while there is none.</param>
    public PeerProxy Before(string name, int port, Func<int?> process)
    {
        var proxy = new PeerProxy(this, name, port, process);
        lock (_lock)
        {
            _proxies.Add(proxy);
        }

        return proxy;
    }

    /// <summary>Admits one who dials the others and whom nobody dials.</summary>
    public void Admit(string name, Func<int?> process)
    {
        lock (_lock)
        {
            _dialers.Add((name, process));
        }
    }

    /// <summary>Closes the connections between two peers, and those that come, whoever of them dials.</summary>
    /// <returns>How many were open.</returns>
    public int Cut(string one, string other)
    {
        List<PeerProxy> proxies;
        lock (_lock)
        {
            _cut.Add((one, other));
            _cut.Add((other, one));
            proxies = [.. _proxies];
        }

        return proxies.Sum(proxy => proxy.Name == one ? proxy.CutFrom(other) : proxy.Name == other ? proxy.CutFrom(one) : 0);
    }

    /// <summary>What one says to the other stays on its way. Connections stay open, and new ones are accepted.</summary>
    public void Hold(string from, string to)
    {
        lock (_lock)
        {
            _held.TryAdd((from, to), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
    }

    /// <summary>Everybody reaches everybody again. What was held back arrives now.</summary>
    public void Heal()
    {
        List<TaskCompletionSource> held;
        lock (_lock)
        {
            _cut.Clear();
            held = [.. _held.Values];
            _held.Clear();
        }

        held.ForEach(link => link.TrySetResult());
    }

    /// <summary>The peers whose processes run, by process.</summary>
    internal Dictionary<int, string> Peers()
    {
        lock (_lock)
        {
            var peers = new Dictionary<int, string>();
            foreach (var (name, process) in _proxies.Select(proxy => (proxy.Name, proxy.Process)).Concat(_dialers.Select(dialer => (dialer.Name, dialer.Process()))))
            {
                if (process is { } id)
                {
                    peers[id] = name;
                }
            }

            return peers;
        }
    }

    internal bool AreApart(string from, string to)
    {
        lock (_lock)
        {
            return _cut.Contains((from, to));
        }
    }

    internal void TurnAway() => Interlocked.Increment(ref _turnedAway);

    /// <summary>Waits as long as the one is not to be heard by the other.</summary>
    internal async ValueTask HeardAsync(string from, string to)
    {
        Task? held;
        lock (_lock)
        {
            held = _held.GetValueOrDefault((from, to))?.Task;
        }

        if (held is not null)
        {
            Interlocked.Increment(ref _heldBack);
            await held;
        }
    }
}
