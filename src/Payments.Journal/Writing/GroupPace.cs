namespace Payments.Journal.Writing;

/// <summary>Lets a group grow before its transaction starts, while commands come thick enough for that to pay.</summary>
/// <remarks>How thick they come is seen from the latest starts; what waits at one moment says little, because answers that
/// leave together bring their clients' next commands together.</remarks>
internal sealed class GroupPace
{
    /// <summary>As many starts as two lanes make in about 50 ms under load.</summary>
    private const int StartsSeen = 8;

    private readonly JournalWriterOptions _options;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private readonly Queue<(long At, int Size)> _starts = new();
    private readonly int _enough;
    private long _latestStart;
    private int _seen;

    internal GroupPace(JournalWriterOptions options, TimeProvider clock)
    {
        (_options, _clock) = (options, clock);
        _enough = Math.Min(options.GroupSize, options.BatchWeightMax);
        _latestStart = clock.GetTimestamp();
        _starts.Enqueue((_latestStart, 0));
    }

    /// <summary>Waits for the next start of a transaction. Several lanes may wait at once: the first takes what there is.</summary>
    internal async Task WaitAsync(Func<int> waiting)
    {
        while (Remaining(waiting()) is { Ticks: > 0 } remaining)
        {
            // Timers know whole milliseconds and round down: less than one would be no wait, again and again.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(remaining.TotalMilliseconds)), _clock);
        }
    }

    /// <summary>A transaction of so many commands starts.</summary>
    internal void Started(int size)
    {
        lock (_lock)
        {
            _latestStart = _clock.GetTimestamp();
            _starts.Enqueue((_latestStart, size));
            _seen += size;
            if (_starts.Count > StartsSeen)
            {
                _starts.Dequeue();
                // What the oldest one took had come before the time that is looked at.
                _seen = _starts.Skip(1).Sum(start => start.Size);
            }
        }
    }

    private TimeSpan Remaining(int waiting)
    {
        lock (_lock)
        {
            var perSecond = _seen / Math.Max(_clock.GetElapsedTime(_starts.Peek().At).TotalSeconds, 0.001);
            var comeThick = perSecond * _options.GroupFor.TotalSeconds >= _options.GroupFrom;
            if (waiting == 0 || waiting >= _enough || !comeThick)
            {
                return TimeSpan.Zero;
            }

            var remaining = _options.GroupFor - _clock.GetElapsedTime(_latestStart);
            var untilEnough = TimeSpan.FromSeconds((_enough - waiting) / perSecond);
            return remaining < untilEnough ? remaining : untilEnough;
        }
    }
}
