using System.Data.Common;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Payments.Api.Idempotency;
using Payments.Api.Requests;
using Payments.Domain.Refusals;

namespace Payments.Api.Problems;

/// <summary>
/// Turns exceptions into answers that promise no more than is certain: 503 only when nothing happened, 504 when only the
/// same key can tell, 500 for bugs. No answer carries an exception's text.
/// </summary>
internal sealed partial class FaultAnswers(TimeProvider clock, ILogger<FaultAnswers> logger)
{
    private long _loggedAt = long.MinValue;

    /// <summary>Answers a request that an exception has ended.</summary>
    public async Task AnswerAsync(HttpContext context, RequestFrame frame, Exception fault)
    {
        if (context.RequestAborted.IsCancellationRequested || context.Response.HasStarted)
        {
            frame.ProblemCode = "aborted";
            context.Abort();
            return;
        }

        var problem = frame.Executed
            ? Problem.OutcomeUnknown(hasKey: context.Request.Headers.ContainsKey(IdempotencyKeys.Header))
            : OutsideCommand(fault);
        Tell(frame, fault, problem.Code);
        var headers = context.Response.Headers;
        headers.ContentLength = null;
        await ProblemWriter.WriteAsync(context, problem);
    }

    /// <summary>The answer to a fault of a command, which may have been executed unless the fault says otherwise.</summary>
    public Problem InCommand(RequestFrame frame, Exception fault)
    {
        var problem = fault switch
        {
            JournalUnavailableException => Unavailable(),
            JournalOutcomeUnknownException or TimeoutException or OrleansException or DbException or IOException
                or OperationCanceledException => Problem.OutcomeUnknown(),
            _ => Bug(),
        };
        Tell(frame, fault, problem.Code);
        return problem;
    }

    /// <summary>Before a command is sent, and on routes that only read, a fault has no effect.</summary>
    private static Problem OutsideCommand(Exception fault) => fault switch
    {
        BadHttpRequestException { StatusCode: 413 } => Problem.Of(ProblemCodes.BodyTooLarge, "The body is too large."),
        BadHttpRequestException { StatusCode: 408 } => Problem.Of(ProblemCodes.RequestTimeout, "The body came too slowly."),
        BadHttpRequestException => Problem.Of(ProblemCodes.BadRequest, "The request breaks the rules of HTTP."),
        OrleansException => Problem.NotExecuted("The silos cannot be reached at the moment. Nothing was executed."),
        JournalUnavailableException or TimeoutException or DbException => Unavailable(),
        _ => Bug(),
    };

    private static Problem Unavailable() => Problem.NotExecuted("The journal cannot be reached at the moment. Nothing was executed.");

    private static Problem Bug() => Problem.Of(ProblemCodes.InternalError, "Something went wrong that should not have.");

    /// <summary>Bugs are all logged; what an outage brings by the thousand, once a second.</summary>
    private void Tell(RequestFrame frame, Exception fault, string code)
    {
        if (code == ProblemCodes.InternalError)
        {
            Log.Bug(logger, fault, frame.RequestId);
            return;
        }

        var (now, last) = (clock.GetTimestamp(), Volatile.Read(ref _loggedAt));
        if (fault is not BadHttpRequestException && (last == long.MinValue || now - last > clock.TimestampFrequency)
            && Interlocked.CompareExchange(ref _loggedAt, now, last) == last)
        {
            Log.Fault(logger, frame.RequestId, code, fault.GetType().Name, fault.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Request {RequestId} ended in a bug")]
        public static partial void Bug(ILogger logger, Exception fault, string requestId);

        [LoggerMessage(LogLevel.Warning, "Request {RequestId} was answered {Code} because of {Fault}: {Message}")]
        public static partial void Fault(ILogger logger, string requestId, string code, string fault, string message);
    }
}
