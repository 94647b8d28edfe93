using System.Text.Json;
using Payments.Api.Idempotency;
using Payments.Api.Json;
using Payments.Api.Problems;
using Payments.Api.Requests;
using Payments.Domain.Commands;
using Payments.Domain.Refusals;

namespace Payments.Api.Commands;

/// <summary>
/// A route that changes something: parses the request into a command, runs it under its idempotency key, maps the answer.
/// It never decides.
/// </summary>
internal abstract class CommandEndpoint(CommandRunner runner)
{
    /// <summary>GET, POST, …</summary>
    public virtual string Method => "POST";

    /// <summary>The route's template, e.g. <c>/v1/transfers/{id}/void</c>.</summary>
    public abstract string Template { get; }

    /// <summary>The members of its body.</summary>
    public abstract BodyShape Shape { get; }

    /// <summary>Status when it was done, also when it is replayed.</summary>
    public virtual int Status => StatusCodes.Status200OK;

    /// <summary>Status for what was done; another one than <see cref="Status"/> where a route has two ends.</summary>
    protected virtual int StatusOf(Done done) => Status;

    /// <summary>Prefixes that the id in the path may have; empty for a route without one.</summary>
    public virtual IReadOnlyList<string> PathPrefixes => [];

    /// <summary>Most bytes of the body.</summary>
    public virtual int BytesMax => BodyReader.BytesMax;

    /// <summary>Method and template: what the idempotency key belongs to.</summary>
    public string Route => $"{Method} {Template}";

    /// <summary>Reads the request into a command. Null when there is a problem in the fields or the request.</summary>
    protected abstract ValueTask<Command?> BuildAsync(CommandRequest request);

    /// <summary>Writes the answer. The same for the first request and each repetition.</summary>
    protected abstract void Write(Utf8JsonWriter json, CommandRequest request, Command command, Done done);

    /// <summary>Fetches what the answer needs beside the outcome; the effect has happened.</summary>
    protected virtual ValueTask CompleteAsync(CommandRequest request, Command command, Done done) => ValueTask.CompletedTask;

    /// <summary>Path of the object that was made, for the Location header.</summary>
    protected virtual string? LocationOf(Done done) => null;

    /// <summary>Handles a request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var problem = await RunAsync(context);
        if (problem is not null)
        {
            await ProblemWriter.WriteAsync(context, problem);
        }
    }

    private async ValueTask<Problem?> RunAsync(HttpContext context)
    {
        var (request, problem) = await ReadAsync(context);
        if (request is null)
        {
            return problem;
        }

        var command = await BuildAsync(request);
        if (command is null)
        {
            return request.Refusal ?? request.Fields.Problem
                ?? throw new InvariantViolationException($"{Route} gave neither a command nor a reason");
        }

        var wait = PreferWait.Of(context.Request.Headers["Prefer"]);
        request.Frame.IsHurried = wait < PreferWait.Default;
        var (done, refusal) = await runner.RunAsync(command, request.Frame, wait);
        if (done is null)
        {
            return refusal!.Code == RefusalCodes.IdempotencyKeyReused ? NameDifferences(refusal, command) : refusal;
        }

        await CompleteAsync(request, command, done);
        await AnswerAsync(context, request, command, done);
        return null;
    }

    private async ValueTask<(CommandRequest? Request, Problem? Problem)> ReadAsync(HttpContext context)
    {
        string? pathText = null;
        var pathId = Guid.Empty;
        if (PathPrefixes.Count > 0 && !RouteIds.TryRead(context, PathPrefixes, out pathText, out pathId))
        {
            return (null, RouteIds.Invalid(PathPrefixes));
        }

        var (bytes, problem) = await BodyReader.ReadAsync(context, BytesMax, isOptional: !Shape.HasRequired);
        if (problem is null && JsonBody.Read(Shape, bytes, out problem) is { } body
            && ReadKey(context, body, out problem) is { } key)
        {
            return (new CommandRequest(context, RequestFrame.Of(context), body, Route, key, pathText, pathId), null);
        }

        return (null, problem);
    }

    private static string? ReadKey(HttpContext context, JsonBody body, out Problem? problem)
    {
        string? bodyKey = null;
        if (body.Shape.Key is { } member && body[member.Index].Type != JsonTokenType.None)
        {
            var fields = new FieldReader(body);
            bodyKey = fields.Raw(member) ?? "";
            if (fields.Problem is { } found)
            {
                problem = found;
                return null;
            }
        }

        return IdempotencyKeys.Read(context.Request.Headers[IdempotencyKeys.Header], bodyKey, out problem);
    }

    private Problem NameDifferences(Problem refusal, Command command)
    {
        if (refusal.StoredFingerprint is not { } stored)
        {
            return refusal;
        }

        var names = RequestFingerprint.Differences(stored, command.Idempotency!.Fingerprint, Shape);
        return refusal with
        {
            Errors = [.. names.Select(name => name == RequestFingerprint.PathMember
                ? new ProblemError("The id in the path differs from the first request's.", Parameter: "id")
                : new ProblemError("The member differs from the first request's.", Pointer: "/" + name))],
        };
    }

    private Task AnswerAsync(HttpContext context, CommandRequest request, Command command, Done done)
    {
        if (done.Replayed)
        {
            context.Response.Headers[JsonAnswer.ReplayedHeader] = "true";
        }

        if (LocationOf(done) is { } location)
        {
            context.Response.Headers.Location = location;
        }

        return JsonAnswer.WriteAsync(
            context, StatusOf(done), (this, request, command, done),
            static (json, state) => state.Item1.Write(json, state.request, state.command, state.done));
    }
}
