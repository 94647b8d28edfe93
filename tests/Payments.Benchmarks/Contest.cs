using Payments.Benchmarks.Machine;
using Payments.Benchmarks.Report;

namespace Payments.Benchmarks;

/// <summary>
/// Everything that is measured in one run, in alternation: A B C, A B C, so that drift hits all alike.
/// </summary>
internal sealed class Contest(TextWriter progress, bool repeatsNoisy = false)
{
    private readonly List<(Series Series, Func<Task<Sample>> Measure)> _entries = [];

    public void Add(string contestant, string figure, Func<Task<Sample>> measure) =>
        _entries.Add((new Series(contestant, figure), measure));

    public async Task<IReadOnlyList<Series>> RunAsync(int rounds)
    {
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var (series, measure) in _entries)
            {
                var sample = await MeasureAsync(measure);
                series.Add(sample);
                await progress.WriteLineAsync(Describe(round, rounds, series, sample));
            }
        }

        return [.. _entries.Select(entry => entry.Series)];
    }

    /// <summary>When other processes took much of the machine, once more; the calmer of the two counts, whatever it says.</summary>
    private async Task<Sample> MeasureAsync(Func<Task<Sample>> measure)
    {
        await Stillness.WaitAsync();
        var sample = await measure();
        if (sample.IsCalm || !repeatsNoisy)
        {
            return sample;
        }

        await Stillness.WaitAsync();
        var again = await measure();
        return sample.Invalid is null && again.OtherPercent < sample.OtherPercent ? again : sample;
    }

    private static string Describe(int round, int rounds, Series series, Sample sample)
    {
        var text = $"  {round}/{rounds}  {series.Contestant,-22} {series.Figure,-26} {sample.PerSecond,9:N0}/s";
        text += sample.P99 > 0 ? $"  p50 {sample.P50:N1} ms  p99 {sample.P99:N1} ms" : string.Empty;
        text += $"  others {sample.OtherPercent:N0} %";
        return sample.Invalid is null ? text : $"{text}  INVALID: {sample.Invalid}";
    }
}
