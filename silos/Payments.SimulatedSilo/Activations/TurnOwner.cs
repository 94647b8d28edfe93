using Orleans.Runtime;
using Payments.SimulatedSilo.Turns;

namespace Payments.SimulatedSilo.Activations;

/// <summary>The activation whose turn this thread runs.</summary>
internal sealed class TurnOwner : IGrainContextAccessor
{
    public IGrainContext? GrainContext => TurnQueue.OfThisThread?.Owner as IGrainContext;
}
