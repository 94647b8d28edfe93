namespace Payments.SimulatedSilo.Calls;

/// <summary>
/// The calls of one sender that wait for an answer. All have the same timeout, so each list is in order of its
/// deadlines and one timer for the oldest is enough; a timer per call would cost more than the call.
/// </summary>
internal sealed class PendingCalls : IDisposable
{
    private static readonly TimeSpan SweepAtMost = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider _clock;
    private readonly TimeSpan _timeout;
    private readonly long _timeoutTicks;
    private readonly LinkedList<GrainRequest>[] _lists;
    private readonly ITimer _timer;
    private int _armed;

    public PendingCalls(TimeProvider clock, TimeSpan timeout, int lists)
    {
        _clock = clock;
        _timeout = timeout;
        _timeoutTicks = (long)(timeout.TotalSeconds * clock.TimestampFrequency);
        _lists = [.. Enumerable.Range(0, lists).Select(_ => new LinkedList<GrainRequest>())];
        _timer = clock.CreateTimer(
            static calls => ((PendingCalls)calls!).Sweep(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Count => _lists.Sum(list => list.Count);

    /// <summary>The calls in the order in which they were made, for messages about what hangs.</summary>
    public IEnumerable<GrainRequest> Oldest => _lists.SelectMany(list => list);

    public void Add(GrainRequest request)
    {
        request.Deadline = _clock.GetTimestamp() + _timeoutTicks;
        var list = _lists.Length == 1 ? _lists[0] : _lists[Environment.CurrentManagedThreadId % _lists.Length];
        request.PendingIn = list;
        lock (list)
            request.Pending = list.AddLast(request);

        if (_armed == 0 && Interlocked.Exchange(ref _armed, 1) == 0)
            _timer.Change(_timeout, Timeout.InfiniteTimeSpan);
    }

    public void Remove(GrainRequest request)
    {
        if (request.PendingIn is not { } list)
            return;

        lock (list)
        {
            if (request.Pending is { } place)
                list.Remove(place);

            request.Pending = null;
        }
    }

    /// <summary>Lets every call fail, because its answers can no longer come.</summary>
    public void FailAll(Func<Exception> failure)
    {
        foreach (var list in _lists)
        {
            while (TakeFirst(list, long.MaxValue) is { } request)
                request.Fail(failure());
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Sweep()
    {
        var now = _clock.GetTimestamp();
        foreach (var list in _lists)
        {
            while (TakeFirst(list, now) is { } request)
                request.Fail(new TimeoutException($"No answer of {request} in {_timeout}: its outcome is unknown."));
        }

        if (!TryArmForFirst(now))
        {
            // A call may have come between the look and this line; it saw the timer armed.
            Volatile.Write(ref _armed, 0);
            if (_lists.Any(list => list.Count > 0) && Interlocked.Exchange(ref _armed, 1) == 0)
                _timer.Change(SweepAtMost, Timeout.InfiniteTimeSpan);
        }
    }

    private bool TryArmForFirst(long now)
    {
        var first = long.MaxValue;
        foreach (var list in _lists)
        {
            lock (list)
                first = Math.Min(first, list.First?.Value.Deadline ?? long.MaxValue);
        }

        if (first == long.MaxValue)
            return false;

        var wait = TimeSpan.FromSeconds((double)(first - now) / _clock.TimestampFrequency);
        _timer.Change(wait > SweepAtMost ? wait : SweepAtMost, Timeout.InfiniteTimeSpan);
        return true;
    }

    private static GrainRequest? TakeFirst(LinkedList<GrainRequest> list, long until)
    {
        lock (list)
        {
            if (list.First is not { } first || first.Value.Deadline > until)
                return null;

            list.RemoveFirst();
            first.Value.Pending = null;
            return first.Value;
        }
    }
}
