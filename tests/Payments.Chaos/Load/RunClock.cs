using System.Diagnostics;

namespace Payments.Chaos.Load;

/// <summary>The one monotonic clock of a run: microseconds since it began.</summary>
internal sealed class RunClock
{
    private readonly long _started = Stopwatch.GetTimestamp();

    internal DateTimeOffset StartedAt { get; } = TimeProvider.System.GetUtcNow();

    internal long Now => (long)Stopwatch.GetElapsedTime(_started).TotalMicroseconds;
}
