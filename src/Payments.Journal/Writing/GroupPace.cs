namespace Payments.Journal.Writing;

/// <summary>Lets a group grow before its transaction starts, while commands come thick enough for that to pay.</summary>
internal sealed class GroupPace(JournalWriterOptions options, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private long _latestStart = clock.GetTimestamp();
    private int _latestSize;

    /// <summary>Waits for the next start of a transaction. Several lanes may wait at once: the first takes what there is.</summary>
    internal async Task WaitAsync(Func<int> waiting)
    {
        while (Remaining(waiting()) is { Ticks: > 0 } remaining)
        {
            // Timers know whole milliseconds and round down: less than one would be no wait, again and again.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(remaining.TotalMilliseconds)), clock);
        }
    }

    /// <summary>A transaction of so many commands starts.</summary>
    internal void Started(int size)
    {
        lock (_lock)
        {
            _latestStart = clock.GetTimestamp();
            _latestSize = size;
        }
    }

    private TimeSpan Remaining(int waiting)
    {
        lock (_lock)
        {
            return waiting == 0 || waiting >= options.BatchWeightMax || _latestSize < options.GroupFrom
                ? TimeSpan.Zero
                : options.GroupFor - clock.GetElapsedTime(_latestStart);
        }
    }
}
