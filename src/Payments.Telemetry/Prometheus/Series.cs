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
internal sealed class Series(SeriesKind kind, double[] bounds, string labels)
{
    private readonly long[] _buckets = new long[kind == SeriesKind.Histogram ? bounds.Length + 1 : 0];
    private double _value;

    /// <summary>Labels as Prometheus writes them, without braces.</summary>
    public string Labels => labels;

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
