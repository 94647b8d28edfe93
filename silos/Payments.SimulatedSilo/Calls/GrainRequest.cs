using System.Diagnostics;
using Orleans.Runtime;
using Payments.SimulatedSilo.Activations;

namespace Payments.SimulatedSilo.Calls;

/// <summary>One call of a grain method, from the reference to the grain and back.</summary>
internal abstract class GrainRequest(CallSender sender, GrainIdentity target, GrainMethod method, object?[] arguments)
    : ActivationWork
{
    private readonly Dictionary<string, object>? _context = RequestContext.Snapshot;
    private readonly Activity? _caller = CallSpans.Caller;
    private Task? _outcome;

    public CallSender Sender => sender;

    public GrainIdentity Target => target;

    public GrainMethod Method => method;

    /// <summary>When the caller stops waiting, as a timestamp of the sender's clock.</summary>
    public long Deadline { get; set; }

    /// <summary>The request's place among the sender's pending calls; null when it is not pending.</summary>
    public LinkedListNode<GrainRequest>? Pending { get; set; }

    /// <summary>The list that the place is in.</summary>
    public LinkedList<GrainRequest>? PendingIn { get; set; }

    /// <summary>The silo that the request has reached; its callers learn of that silo's death.</summary>
    public Silo? DeliveredTo { get; set; }

    /// <summary>Whether the caller already has an answer or a timeout.</summary>
    public abstract bool IsAnswered { get; }

    public override bool MayInterleave => method.AlwaysInterleaves || target.Class.IsReentrant;

    public override bool IsReadOnly => method.IsReadOnly;

    public override bool KeepsAlive => true;

    public override async Task RunAsync(Activation activation)
    {
        if (_context is not null)
            RequestContext.Snapshot = _context;

        using var span = _caller is null ? null : CallSpans.Begin(_caller, this);
        try
        {
            _outcome = method.Invoke(activation.GrainInstance!, arguments);
            await _outcome;
        }
        catch (Exception failure)
        {
            _outcome ??= Task.FromException(failure);
        }

        if (!method.IsOneWay)
            sender.Router.Answer(this, activation);
    }

    public override void Reject(Exception reason)
    {
        sender.Calls.Remove(this);
        Fail(reason);
    }

    public override void Reroute() => sender.Router.Send(this);

    /// <summary>Gives the caller what the grain returned or threw; too late is the same as never.</summary>
    public void Complete()
    {
        sender.Calls.Remove(this);
        Complete(_outcome!);
    }

    /// <summary>Gives the caller an exception instead of an answer.</summary>
    public abstract void Fail(Exception failure);

    public override string ToString() => $"{target}.{method.Name}";

    protected abstract void Complete(Task outcome);
}

/// <summary>A call with a result of this type.</summary>
internal sealed class GrainRequest<TResult>(
    CallSender sender, GrainIdentity target, GrainMethod method, object?[] arguments)
    : GrainRequest(sender, target, method, arguments)
{
    private readonly TaskCompletionSource<TResult> _answer = new(sender.AnswerOptions);

    public Task<TResult> Answer => _answer.Task;

    public override bool IsAnswered => _answer.Task.IsCompleted;

    public override void Fail(Exception failure) => _answer.TrySetException(failure);

    protected override void Complete(Task outcome)
    {
        if (outcome is Task<TResult> result)
            _answer.TrySetFromTask(result);
        else if (outcome.IsCompletedSuccessfully)
            _answer.TrySetResult(default!);
        else if (outcome.IsCanceled)
            _answer.TrySetCanceled();
        else
            _answer.TrySetException(outcome.Exception!.InnerExceptions);
    }
}
