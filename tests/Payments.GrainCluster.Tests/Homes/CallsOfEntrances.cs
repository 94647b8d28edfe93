using System.Collections.Concurrent;
using Payments.Domain.Commands;
using Payments.Grains.Idempotency;
using Payments.Hosting.Cluster;

namespace Payments.GrainCluster.Tests.Homes;

/// <summary>Which commands came in through which silo.</summary>
internal sealed class CallsOfEntrances
{
    private readonly ConcurrentQueue<(SiloAddress Silo, int Slot)> _calls = new();

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

    /// <summary>A filter for one silo.</summary>
    public IIncomingGrainCallFilter In(SiloAddress silo) => new Filter(silo, _calls);

    private sealed class Filter(SiloAddress here, ConcurrentQueue<(SiloAddress, int)> calls) : IIncomingGrainCallFilter
    {
        public Task Invoke(IIncomingGrainCallContext context)
        {
            if (context.Request.GetInterfaceType() == typeof(IEntranceGrain) && context.MethodName == nameof(IEntranceGrain.RunAsync))
            {
                calls.Enqueue((here, IdempotencySlots.SlotOf((Command)context.Request.GetArgument(0)!)));
            }

            return context.Invoke();
        }
    }
}
