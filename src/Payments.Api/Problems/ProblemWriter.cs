using System.Globalization;
using System.Text.Json;
using Payments.Api.Json;
using Payments.Api.Requests;

namespace Payments.Api.Problems;

/// <summary>Writes problems as <c>application/problem+json</c> (RFC 9457).</summary>
internal static class ProblemWriter
{
    /// <summary>The media type of problem details.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>Where people read what a code means; the code is the fragment.</summary>
    public const string DocumentPath = "/docs/refusals.md";

    /// <summary>Answers with a problem; nothing may have been sent yet.</summary>
    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        var frame = RequestFrame.Of(context);
        var kind = ProblemCatalog.Of(problem.Code);
        frame.ProblemCode = problem.Code;
        if (problem.RetryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (problem.Replayed)
        {
            context.Response.Headers[JsonAnswer.ReplayedHeader] = "true";
        }

        return JsonAnswer.WriteAsync(
            context, kind.Status, (problem, kind, frame.RequestId), static (json, state) => Write(json, state.problem, state.kind, state.RequestId),
            MediaType);
    }

    /// <summary>Writes the members of a problem; without a request id inside another answer.</summary>
    public static void Write(Utf8JsonWriter json, Problem problem, ProblemKind kind, string? requestId)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, TypeOf(problem.Code));
        json.WriteString("title"u8, kind.Title);
        json.WriteNumber("status"u8, kind.Status);
        json.WriteString("detail"u8, problem.Detail);
        json.WriteString("code"u8, problem.Code);
        WriteOptional(json, "decline_code"u8, kind.IsDecline ? problem.Code : null);
        WriteOptional(json, "advice"u8, kind.Advice);
        if (problem.Errors.Count > 0)
        {
            WriteErrors(json, problem.Errors);
        }

        WriteOptional(json, "request_id"u8, requestId);
        json.WriteString("doc_url"u8, $"{DocumentPath}#{problem.Code}");
        json.WriteEndObject();
    }

    /// <summary>The problem's type as a URI: stable, and not meant to be fetched.</summary>
    public static string TypeOf(string code) => "urn:payments-orleans:problem:" + code.Replace('_', '-');

    private static void WriteErrors(Utf8JsonWriter json, IReadOnlyList<ProblemError> errors)
    {
        json.WriteStartArray("errors"u8);
        foreach (var error in errors)
        {
            json.WriteStartObject();
            json.WriteString("detail"u8, error.Detail);
            WriteOptional(json, "pointer"u8, error.Pointer);
            WriteOptional(json, "parameter"u8, error.Parameter);
            WriteOptional(json, "header"u8, error.Header);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteOptional(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
