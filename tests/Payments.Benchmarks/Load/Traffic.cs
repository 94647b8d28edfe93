namespace Payments.Benchmarks.Load;

/// <summary>The loads that are measured.</summary>
internal static class Loads
{
    public static readonly Traffic[] All = [Traffic.Uniform, Traffic.HotDestination, Traffic.HotSource, Traffic.Zipf];
}

/// <summary>Which accounts the transfers of a run touch.</summary>
internal enum Traffic
{
    /// <summary>Both accounts uniformly from all.</summary>
    Uniform,

    /// <summary>Everyone pays one merchant.</summary>
    HotDestination,

    /// <summary>One account pays everyone.</summary>
    HotSource,

    /// <summary>Both accounts by Zipf's law with exponent 0.99.</summary>
    Zipf,

    /// <summary>Every account once, in turn: for warming up.</summary>
    EachOnce,
}

/// <summary>
/// Draws the indices of source and destination; the hot account has the index after the last ordinary one.
/// </summary>
internal sealed class AccountPicker
{
    private const double ZipfExponent = 0.99;

    private readonly Traffic _traffic;
    private readonly int _count;
    private readonly double[] _cumulative;
    private int _turn;

    public AccountPicker(Traffic traffic, int count)
    {
        _traffic = traffic;
        _count = count;
        _cumulative = traffic == Traffic.Zipf ? Cumulate(count) : [];
    }

    public (int Source, int Destination) Next(ref Randomness random) => _traffic switch
    {
        Traffic.HotDestination => (random.Below(_count), _count),
        Traffic.HotSource => (_count, random.Below(_count)),
        Traffic.Zipf => NextZipf(ref random),
        Traffic.EachOnce => (_turn++ % (_count + 1), _turn % (_count + 1)),
        _ => NextUniform(ref random),
    };

    private (int Source, int Destination) NextUniform(ref Randomness random)
    {
        var source = random.Below(_count);
        var destination = random.Below(_count - 1);
        return (source, destination < source ? destination : destination + 1);
    }

    private (int Source, int Destination) NextZipf(ref Randomness random)
    {
        var source = Rank(random.Fraction());
        var destination = Rank(random.Fraction());
        while (destination == source)
        {
            destination = Rank(random.Fraction());
        }

        return (source, destination);
    }

    private int Rank(double fraction)
    {
        var found = Array.BinarySearch(_cumulative, fraction);
        return Math.Min(found < 0 ? ~found : found, _count - 1);
    }

    private static double[] Cumulate(int count)
    {
        var weights = new double[count];
        var sum = 0.0;
        for (var rank = 0; rank < count; rank++)
        {
            sum += 1 / Math.Pow(rank + 1, ZipfExponent);
            weights[rank] = sum;
        }

        return [.. weights.Select(weight => weight / sum)];
    }
}
