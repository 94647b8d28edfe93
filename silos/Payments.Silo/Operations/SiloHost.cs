using System.Diagnostics;
using Payments.Domain.Commands;
using Payments.Domain.Refusals;
using Payments.Grains.Operations;
using Payments.Hosting.Operations;
using Payments.Journal.Observation;
using Payments.Journal.Writing;

namespace Payments.Silo.Operations;

/// <summary>This process, as operators see it.</summary>
internal sealed class SiloHost(
    LocalSilo silo, SiloDrain drain, ActiveGrains grains, JournalWriter writer, ServerReach reach, TimeProvider clock) : ISiloHost
{
    private readonly DateTimeOffset _since = Process.GetCurrentProcess().StartTime.ToUniversalTime();
    private readonly Lock _lock = new();
    private (long At, TimeSpan Cpu) _before = (clock.GetTimestamp(), Environment.CpuUsage.TotalTime);

    /// <inheritdoc/>
    public string Key => silo.Key;

    /// <inheritdoc/>
    public SiloReport Report() => new()
    {
        Since = _since,
        IsDraining = drain.IsDraining,
        Activations = grains.Count,
        JournalQueue = writer.Waiting,
        CpuPercent = CpuSinceBefore(),
        MemoryBytes = Environment.WorkingSet,
        PostgresReachedFor = reach.ReachedFor,
    };

    /// <inheritdoc/>
    public Task<Refusal?> DrainAsync(Origin origin) => drain.BeginAsync(silo, origin);

    private int CpuSinceBefore()
    {
        var now = (At: clock.GetTimestamp(), Cpu: Environment.CpuUsage.TotalTime);
        lock (_lock)
        {
            var elapsed = Math.Max(clock.GetElapsedTime(_before.At, now.At).Ticks, 1);
            var used = (now.Cpu - _before.Cpu).Ticks;
            _before = now;
            return (int)Math.Clamp(used * 100 / elapsed, 0, 100L * Environment.ProcessorCount);
        }
    }
}
