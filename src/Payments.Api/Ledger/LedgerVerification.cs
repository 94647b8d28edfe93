using System.Text.Json;
using Payments.Api.Json;
using Payments.Api.Problems;
using Payments.Api.Requests;
using Payments.Journal.Verification;

namespace Payments.Api.Ledger;

/// <summary><c>POST /v1/ledger/verify</c>: recomputes the ledger on demand. One at a time: it reads much.</summary>
internal sealed class LedgerVerification(ILedgerVerifier verifier) : IDisposable
{
    private static readonly Field From = Field.Integer(
        "from_position", "Position of the feed to begin after; 0, the whole ledger, without it.", false, 0);

    /// <summary>The members of the body.</summary>
    public static readonly BodyShape Shape = new(false, From);

    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Handles a request.</summary>
    public async Task VerifyAsync(HttpContext context)
    {
        var (bytes, problem) = await BodyReader.ReadAsync(context, BodyReader.BytesMax, isOptional: true);
        var body = problem is null ? JsonBody.Read(Shape, bytes, out problem) : null;
        var members = body is null ? null : new FieldReader(body);
        var from = members?.Integer(From) ?? 0;
        if ((problem ?? members?.Problem) is { } refused)
        {
            await ProblemWriter.WriteAsync(context, refused);
            return;
        }

        if (!_one.Wait(0, CancellationToken.None))
        {
            await ProblemWriter.WriteAsync(context, Problem.NotExecuted("A verification is running already."));
            return;
        }

        try
        {
            var report = await verifier.VerifyAsync(from, context.RequestAborted);
            await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, report, Write);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private static void Write(Utf8JsonWriter json, VerificationReport report)
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "verification"u8);
        json.WriteBoolean("sound"u8, report.IsSound);
        json.WriteNumber("from_position"u8, report.From);
        json.WriteNumber("position"u8, report.Position);
        json.WriteString("chain"u8, report.Chain);
        json.WriteTime("at"u8, report.At);
        json.WriteNumber("findings_count"u8, report.FindingsCount);
        json.WriteStartArray("findings"u8);
        foreach (var finding in report.Findings)
        {
            json.WriteStartObject();
            json.WriteString("check"u8, finding.Check);
            json.WriteString("object"u8, finding.Object);
            json.WriteString("detail"u8, finding.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
