using Orleans.Runtime;
using Payments.SimulatedSilo.Activations;
using Payments.SimulatedSilo.Calls;

namespace Payments.SimulatedSilo.RealTime;

/// <summary>Real time: there is one silo, so a request and its answer are handed over directly.</summary>
internal sealed class LocalRouter : ICallRouter
{
    private Silo? _silo;
    private volatile bool _closed;

    /// <summary>The only silo; set once while the container is built.</summary>
    public void Connect(Silo silo) => _silo = silo;

    /// <summary>From now on calls fail at once.</summary>
    public void Close() => _closed = true;

    public void Send(GrainRequest request)
    {
        if (_closed)
            request.Reject(new SiloUnavailableException("The silo has stopped."));
        else
            _silo!.Deliver(request.Target, request);
    }

    public void Answer(GrainRequest request, Activation activation) => request.Complete();

    public void Ended(Activation activation)
    {
    }
}
