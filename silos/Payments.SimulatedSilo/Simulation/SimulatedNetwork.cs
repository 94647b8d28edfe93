using Orleans.Runtime;
using Payments.SimulatedSilo.Activations;
using Payments.SimulatedSilo.Calls;

namespace Payments.SimulatedSilo.Simulation;

/// <summary>Carries requests and answers between virtual processes, in any order, late, or not at all.</summary>
internal sealed class SimulatedNetwork(
    SimulationScheduler scheduler,
    SimulationRandom random,
    SimulationTrace trace,
    FaultPlan faults,
    SimulatedDirectory directory,
    SimulationOptions options) : ICallRouter
{
    public void Send(GrainRequest request)
    {
        trace.Add(scheduler.Now, "call", request, 0);
        if (faults.ShouldFire(SiloFault.CallLost))
            return;

        if (faults.ShouldFire(SiloFault.CallRejected))
            request.Reject(new OrleansMessageRejectionException($"{request} was refused by the simulated network."));
        else if (faults.ShouldFire(SiloFault.CallDelayed))
            Dispatch(request, isAnswer: false, random.NextTime(options.DelayMax));
        else
            Dispatch(request, isAnswer: false, TimeSpan.Zero);
    }

    public void Answer(GrainRequest request, Activation activation)
    {
        if (faults.ShouldFire(SiloFault.ReplyLost))
            return;

        if (faults.ShouldFire(SiloFault.ReplyLate))
            Dispatch(request, isAnswer: true, options.ResponseTimeout + random.NextTime(options.DelayMax));
        else if (faults.ShouldFire(SiloFault.ReplyDelayed))
            Dispatch(request, isAnswer: true, random.NextTime(options.DelayMax));
        else
            Dispatch(request, isAnswer: true, TimeSpan.Zero);
    }

    public void Ended(Activation activation)
    {
        trace.Add(scheduler.Now, "ended", activation.Id.Key, activation);
        directory.Remove(activation.Id, activation.Silo);
    }

    private void Dispatch(GrainRequest request, bool isAnswer, TimeSpan delay)
    {
        var message = new Message(this, request, isAnswer);
        if (delay == TimeSpan.Zero)
            scheduler.MakeReady(message);
        else
            scheduler.SetTimer(message, 0, delay);
    }

    private void Deliver(GrainRequest request)
    {
        if (directory.Find(request) is not { } life)
        {
            request.Reject(new SiloUnavailableException($"No silo is there for {request}."));
            return;
        }

        trace.Add(scheduler.Now, "delivered", request, life.Number);
        request.DeliveredTo = life.Silo;
        if (life.Process.IsAlive)
            life.Silo.Deliver(request.Target, request);
    }

    private void Return(GrainRequest request)
    {
        trace.Add(scheduler.Now, request.IsAnswered ? "answer too late" : "answer", request, 0);
        if (((VirtualProcess)request.Sender.Executor).IsAlive)
            request.Complete();
    }

    private sealed class Message(SimulatedNetwork network, GrainRequest request, bool isAnswer) : IMessage, IDue
    {
        public int Version => 0;

        public void Due() => network.MakeReady(this);

        public void Arrive()
        {
            if (isAnswer)
                network.Return(request);
            else
                network.Deliver(request);
        }

        public override string ToString() => isAnswer ? $"answer of {request}" : $"call of {request}";
    }

    private void MakeReady(Message message) => scheduler.MakeReady(message);
}
