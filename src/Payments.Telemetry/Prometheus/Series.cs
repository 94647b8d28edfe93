namespace Payments.Telemetry.Prometheus;

/// <summary>How an instrument's measurements are put together.</summary>
internal enum SeriesKind
{
    /// <summary>A sum that only grows.</summary>
    Counter,

    /// <summary>A sum that goes up and down.</summary>
    Sum,

    /// <summary>The last value.</summary>
    Gauge,

    /// <summary>A sum that the instrument itself tells.</summary>
    Total,

    /// <summary>Counts per bucket.</summary>
    Histogram,
}

/// <summary>The measurements of one instrument with one set of labels.</summary>
internal sealed class Series(SeriesKind kind, double[] bounds, string labels, bool isOfOtherSilo)
{
    private readonly long[] _buckets = new long[kind == SeriesKind.Histogram ? bounds.Length + 1 : 0];
    private double _value;
    private (double Mark, long At)? _lastChange;

    /// <summary>Labels as Prometheus writes them, without braces.</summary>
    public string Labels => labels;

    /// <summary>Whether it counts what this process has to do with another silo.</summary>
    public bool IsOfOtherSilo => isOfOtherSilo;

    /// <summary>The scrape for which an observable instrument told it last.</summary>
    public long Scrape { get; set; }

    /// <summary>Sum or last value.</summary>
    public double Value => Volatile.Read(ref _value);

    /// <summary>Number of measurements up to and with a bucket.</summary>
    public long CumulativeCount(int bucket)
    {
        var count = 0L;
        for (var index = 0; index <= bucket; index++)
        {
            count += Volatile.Read(ref _buckets[index]);
        }

        return count;
    }

    /// <summary>For how long nothing was measured, as far as those can see who ask this: one at a time, at each scrape.</summary>
    public TimeSpan SilentFor(TimeProvider clock)
    {
        var mark = kind == SeriesKind.Histogram ? CumulativeCount(bounds.Length) : Value;
        if (_lastChange is not { } last || last.Mark != mark)
        {
            _lastChange = last = (mark, clock.GetTimestamp());
        }

        return clock.GetElapsedTime(last.At);
    }

    /// <summary>Takes a measurement. Many threads at a time, without a lock.</summary>
    public void Record(double measurement)
    {
        if (kind is SeriesKind.Gauge or SeriesKind.Total)
        {
            Volatile.Write(ref _value, measurement);
            return;
        }

        if (kind == SeriesKind.Histogram)
        {
            var bucket = Array.BinarySearch(bounds, measurement);
            Interlocked.Increment(ref _buckets[bucket < 0 ? ~bucket : bucket]);
        }

        double before;
        do
        {
            before = Volatile.Read(ref _value);
        }
        while (Interlocked.CompareExchange(ref _value, before + measurement, before) != before);
    }
}
