namespace Payments.Chaos.Load;

/// <summary>Every transfer that a client was told of, in the order of the answers: what all front ends have to show in the end.</summary>
internal sealed class AcknowledgedTransfers
{
    private readonly Lock _lock = new();
    private readonly List<string> _ids = [];

    internal void Add(IEnumerable<string> ids)
    {
        lock (_lock)
        {
            _ids.AddRange(ids);
        }
    }

    /// <summary>As many as this, one of each of as many stretches of the run; all of them when there are no more.</summary>
    internal IReadOnlyList<string> Sample(Random random, int most)
    {
        List<string> all;
        lock (_lock)
        {
            all = [.. _ids.Distinct()];
        }

        return all.Count <= most
            ? all
            : [.. Enumerable.Range(0, most).Select(stretch => all[random.Next(First(stretch), First(stretch + 1))])];

        int First(int stretch) => (int)((long)stretch * all.Count / most);
    }
}
