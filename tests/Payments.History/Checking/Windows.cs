using Payments.History.Journal;

namespace Payments.History.Checking;

/// <summary>Real time in terms of positions: what must, and what may, have happened at an instant of the load machine.</summary>
public sealed class Windows
{
    private readonly long[] _ends;
    private readonly long[] _highestUntil;
    private readonly long[] _begins;
    private readonly long[] _lowestFrom;

    public Windows(IEnumerable<(KeyGroup Group, IReadOnlyList<JournalEvent> Effect)> effects)
    {
        var all = effects.Where(pair => pair.Effect.Count > 0).ToList();
        var ended = all.Where(pair => pair.Group.End != long.MaxValue).OrderBy(pair => pair.Group.End).ToList();
        _ends = [.. ended.Select(pair => pair.Group.End)];
        _highestUntil = new long[ended.Count];
        for (var index = 0; index < ended.Count; index++)
        {
            _highestUntil[index] = Math.Max(index == 0 ? 0 : _highestUntil[index - 1], ended[index].Effect[^1].Position);
        }

        var begun = all.OrderBy(pair => pair.Group.Begin).ToList();
        _begins = [.. begun.Select(pair => pair.Group.Begin)];
        _lowestFrom = new long[begun.Count];
        for (var index = begun.Count - 1; index >= 0; index--)
        {
            _lowestFrom[index] = Math.Min(
                index == begun.Count - 1 ? long.MaxValue : _lowestFrom[index + 1], begun[index].Effect[0].Position);
        }
    }

    /// <summary>The highest position that was acknowledged before an instant: whoever begins then must see it.</summary>
    public long SeenBy(long instant)
    {
        var before = FirstNotBelow(_ends, instant);
        return before == 0 ? 0 : _highestUntil[before - 1];
    }

    /// <summary>The last position before the first one that was asked for after an instant.</summary>
    public long PossibleAt(long instant)
    {
        var after = FirstNotBelow(_begins, instant == long.MaxValue ? instant : instant + 1);
        return after == _begins.Length ? long.MaxValue : _lowestFrom[after] - 1;
    }

    private static int FirstNotBelow(long[] sorted, long value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] < value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
