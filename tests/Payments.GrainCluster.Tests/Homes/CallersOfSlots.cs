using System.Collections.Concurrent;
using Payments.Grains.Idempotency;

namespace Payments.GrainCluster.Tests.Homes;

/// <summary>Who called slots: the command service of their own silo, or somebody else.</summary>
internal sealed class CallersOfSlots
{
    private readonly ConcurrentQueue<bool> _calls = new();

    /// <summary>For each call since this was asked the last time: whether it came from its silo's command service.</summary>
    public List<bool> Take()
    {
        List<bool> taken = [];
        while (_calls.TryDequeue(out var isOwn))
        {
            taken.Add(isOwn);
        }

        return taken;
    }

    /// <summary>A filter for one silo.</summary>
    public IIncomingGrainCallFilter In(SiloAddress silo) => new Filter(silo, _calls);

    private sealed class Filter(SiloAddress here, ConcurrentQueue<bool> calls) : IIncomingGrainCallFilter
    {
        public Task Invoke(IIncomingGrainCallContext context)
        {
            if (context.Request.GetInterfaceType() == typeof(IIdempotencyGrain))
            {
                calls.Enqueue(
                    context.SourceId is { } source && SystemTargetGrainId.TryParse(source, out var service)
                    && service.GetSiloAddress().Equals(here));
            }

            return context.Invoke();
        }
    }
}
