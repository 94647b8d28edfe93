using System.Collections.Concurrent;
using Payments.Api.Problems;
using Payments.Api.Requests;
using Payments.Domain.Commands;
using Payments.Domain.Refusals;
using Payments.Grains.Idempotency;

namespace Payments.Api.Idempotency;

/// <summary>Sends a command to the grain of its idempotency key and waits for the certain end, for as long as the client wants.</summary>
internal sealed class CommandRunner(ICommandSender sender, FaultAnswers faults, TimeProvider clock)
{
    // Every request adds and removes an entry: with a lock per core they would wait for each other.
    private const int LockStripes = 64;
    private const int InFlightUsual = 4_096;

    // Fingerprints of requests that this front end has sent and that have not ended: tells a repetition from the first request.
    private readonly ConcurrentDictionary<Guid, byte[]> _inFlight = new(LockStripes, InFlightUsual);

    /// <summary>True while this front end waits for the operation.</summary>
    public bool IsInFlight(Guid operationId) => _inFlight.ContainsKey(operationId);

    /// <summary>Runs a command: what it did, or the problem that the client is told.</summary>
    public async ValueTask<(Done? Done, Problem? Problem)> RunAsync(Command command, RequestFrame frame, TimeSpan wait)
    {
        var stamp = command.Idempotency ?? throw new InvariantViolationException("a command without a key");
        var isFirst = _inFlight.TryAdd(stamp.OperationId, stamp.Fingerprint);
        var tries = new CommandTries(sender, clock, command);
        try
        {
            return Read(await tries.AnswerAsync(wait), frame);
        }
        catch (TimeoutException) when (tries.AreOpen)
        {
            return (null, !isFirst && IsRepetition(stamp) ? InFlight() : Problem.OutcomeUnknown());
        }
        catch (Exception fault)
        {
            return (null, faults.InCommand(frame, fault));
        }
        finally
        {
            if (isFirst)
            {
                Forget(stamp.OperationId, tries.OverAsync());
            }
        }
    }

    /// <summary>
    /// True for the same request as one in flight. With another body it is no such thing: what is under way for it may still be
    /// executed, when the one in flight turns out not to have been.
    /// </summary>
    private bool IsRepetition(IdempotencyStamp stamp) =>
        _inFlight.TryGetValue(stamp.OperationId, out var first) && Fingerprint.SameBody(first, stamp.Fingerprint);

    private static (Done? Done, Problem? Problem) Read(Answer answer, RequestFrame frame)
    {
        switch (answer)
        {
            case Done done:
                frame.Executed = true;
                return (done, null);
            case Refused { Refusal: var refusal, Replayed: var replayed, StoredFingerprint: var stored }:
                return (null, Problem.From(refusal, replayed) with { StoredFingerprint = stored });
            default:
                return (null, Problem.NotExecuted("The account is moving to another server. Nothing was executed."));
        }
    }

    private void Forget(Guid operationId, Task tries)
    {
        if (tries.IsCompleted)
        {
            _inFlight.TryRemove(operationId, out _);
            return;
        }

        tries.ContinueWith(
            _ => _inFlight.TryRemove(operationId, out byte[]? _),
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private static Problem InFlight() => Problem.From(new Refusal(
        RefusalCodes.IdempotencyKeyInFlight, "A request with this key is still in flight. Send the same request again to get its answer."));
}
