using Payments.SimulatedSilo.Activations;

namespace Payments.SimulatedSilo.Calls;

/// <summary>The way of a request to a silo and of its answer back: a method call, or a simulated network.</summary>
internal interface ICallRouter
{
    /// <summary>Takes the request to the silo where its grain is or will be active.</summary>
    void Send(GrainRequest request);

    /// <summary>The request is done in this activation and its answer goes back.</summary>
    void Answer(GrainRequest request, Activation activation);

    /// <summary>The activation has ended.</summary>
    void Ended(Activation activation);
}
