using Payments.SimulatedSilo.Activations;

namespace Payments.SimulatedSilo.Calls;

/// <summary>Where calls begin: a silo or a client, with its calls that wait for an answer.</summary>
internal sealed class CallSender(SiloSurroundings around, SimulatedSiloOptions options, Silo? silo) : IDisposable
{
    public ICallRouter Router => around.Router;

    /// <summary>
    /// On threads an answer must not run its caller inside the grain's turn. In a simulation nothing awaits the answer
    /// without a scheduler, and the option would make Task.WhenAll over calls hop to the thread pool.
    /// </summary>
    public TaskCreationOptions AnswerOptions =>
        around.IsSimulated ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously;

    /// <summary>What runs the turns of the sender: its process, in a simulation.</summary>
    public Turns.ITurnExecutor Executor => around.Executor;

    /// <summary>The silo that the sender is, or null for a client.</summary>
    public Silo? Silo => silo;

    public PendingCalls Calls { get; } = new(around.Clock, options.ResponseTimeout, around.CallLists);

    public void Send(GrainRequest request)
    {
        around.Executor.CheckCaller("a grain was called");
        if (!request.Method.IsOneWay)
            Calls.Add(request);

        Router.Send(request);
    }

    public void Dispose() => Calls.Dispose();
}
