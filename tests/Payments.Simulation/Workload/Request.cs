using System.Security.Cryptography;
using System.Text;
using Payments.Domain.Commands;
using Payments.Domain.Ledger;

namespace Payments.Simulation.Workload;

/// <summary>What a client asks for under one idempotency key, as the client knows it.</summary>
/// <param name="Number">Its number in the run.</param>
/// <param name="OperationId">Made of tenant, route and key.</param>
/// <param name="Kind">What is asked.</param>
/// <param name="Body">The body, for its fingerprint and for people.</param>
/// <param name="Caller">Who asks.</param>
/// <param name="Make">The command of one attempt, around the id that the front end draws for it.</param>
internal sealed record Request(
    int Number, Guid OperationId, string Kind, string Body, Origin Caller, Func<IdempotencyStamp, Guid, Command> Make)
{
    /// <summary>Whether the database will refuse it.</summary>
    public bool IsPoisoned { get; init; }

    /// <summary>The same key with another body.</summary>
    public Request WithOtherBody() => this with { Body = Body + " more" };

    public Command CommandOf(Guid objectId, Guid operationId) => Make(
        new IdempotencyStamp
        {
            OperationId = operationId,
            Key = $"key-{Number}",
            Route = Kind,
            Fingerprint = SHA256.HashData(Encoding.UTF8.GetBytes(Body)),
        },
        objectId);

    public override string ToString() => $"#{Number} {Kind}: {Body}";
}

/// <summary>How an attempt ended for its client.</summary>
internal enum End
{
    /// <summary>No answer yet.</summary>
    Open,

    /// <summary>Done.</summary>
    Ok,

    /// <summary>Certainly without effect.</summary>
    Fail,

    /// <summary>Nobody knows; only the same key tells.</summary>
    Info,
}

/// <summary>One request on its way, from its invocation to its completion.</summary>
internal sealed class Attempt(Request request, Guid objectId, DateTimeOffset invokedAt)
{
    public Request Request { get; } = request;

    /// <summary>The id that the front end drew for what this attempt would make.</summary>
    public Guid ObjectId { get; } = objectId;

    public DateTimeOffset InvokedAt { get; } = invokedAt;

    public DateTimeOffset? EndedAt { get; private set; }

    public Answer? Answer { get; private set; }

    public Exception? Fault { get; private set; }

    public End End { get; private set; }

    /// <summary>The refusal's code, if it was refused.</summary>
    public string? Refusal => (Answer as Refused)?.Refusal.Code;

    public void Complete(Answer answer, DateTimeOffset at)
    {
        Answer = answer;
        End = answer is Done ? End.Ok : answer is Refused ? End.Fail : End.Info;
        EndedAt = at;
    }

    public void Fail(Exception fault, bool isCertain, DateTimeOffset at)
    {
        Fault = fault;
        End = isCertain ? End.Fail : End.Info;
        EndedAt = at;
    }

    public override string ToString() =>
        $"{Request} [{ObjectId.ToString()[..8]}] {InvokedAt:mm:ss.fff}-{EndedAt:mm:ss.fff} {End} {Refusal}{Fault?.GetType().Name}";
}

/// <summary>An account as a client saw it.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Seen">What was read; null when nothing was there.</param>
/// <param name="InvokedAt">When the reading began.</param>
/// <param name="EndedAt">When it ended.</param>
internal sealed record Reading(Guid AccountId, AccountState? Seen, DateTimeOffset InvokedAt, DateTimeOffset EndedAt);

/// <summary>Everything that the clients did and saw.</summary>
internal sealed class History
{
    public List<Attempt> Attempts { get; } = [];

    public List<Reading> Readings { get; } = [];

    /// <summary>Keys whose end the clients still do not know.</summary>
    public List<Request> Unresolved { get; } = [];

    /// <summary>Distinct keys.</summary>
    public int Operations => Attempts.Select(attempt => attempt.Request.Number).Distinct().Count();
}
