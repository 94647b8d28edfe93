using System.Collections.Concurrent;
using Payments.Domain.Commands;
using Payments.Grains.Idempotency;
using Payments.Hosting.Cluster;

namespace Payments.GrainCluster.Tests.Homes;

/// <summary>Which commands came in through which silo. One silo may be deaf to front ends: what they ask it waits.</summary>
internal sealed class CallsOfEntrances
{
    // A silo that is told to end waits for the calls that it has.
    private static readonly TimeSpan DeafMost = TimeSpan.FromSeconds(15);

    private readonly ConcurrentQueue<(SiloAddress Silo, int Slot)> _calls = new();
    private readonly TaskCompletionSource _hears = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile SiloAddress? _deaf;

    /// <summary>The slot and the silo of each command since this was asked the last time.</summary>
    public List<(SiloAddress Silo, int Slot)> Take()
    {
        List<(SiloAddress, int)> taken = [];
        while (_calls.TryDequeue(out var call))
        {
            taken.Add(call);
        }

        return taken;
    }

    /// <summary>From now on a silo does not hear front ends.</summary>
    public void Deafen(SiloAddress silo) => _deaf = silo;

    /// <summary>It hears them again, also what they have said meanwhile.</summary>
    public void Heal()
    {
        _deaf = null;
        _hears.SetResult();
    }

    /// <summary>A filter for one silo.</summary>
    public IIncomingGrainCallFilter In(SiloAddress silo) => new Filter(this, silo);

    private sealed class Filter(CallsOfEntrances calls, SiloAddress here) : IIncomingGrainCallFilter
    {
        public async Task Invoke(IIncomingGrainCallContext context)
        {
            if (context.Request.GetInterfaceType() == typeof(IEntranceGrain))
            {
                if (here.Equals(calls._deaf))
                {
                    await calls._hears.Task.WaitAsync(DeafMost);
                }

                if (context.MethodName == nameof(IEntranceGrain.RunAsync))
                {
                    calls._calls.Enqueue((here, IdempotencySlots.SlotOf((Command)context.Request.GetArgument(0)!)));
                }
            }

            await context.Invoke();
        }
    }
}
