using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Payments.Api.Json;

/// <summary>
/// Writes JSON answers: into a buffer of the thread first, so that the answer has its Content-Length and a failure while
/// writing leaves nothing half sent.
/// </summary>
internal static class JsonAnswer
{
    /// <summary>Marks an answer that an earlier request with the same key got already.</summary>
    public const string ReplayedHeader = "Idempotent-Replayed";

    /// <summary>The media type of all answers but problems and exports.</summary>
    public const string MediaType = "application/json";

    private const int KeptBytesMax = 256 * 1024;

    // Answers are read as JSON, never as HTML: only what JSON itself needs is escaped.
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    [ThreadStatic]
    private static Scratch? _scratch;

    /// <summary>Answers with what <paramref name="write"/> writes.</summary>
    public static Task WriteAsync<T>(
        HttpContext context, int status, T state, Action<Utf8JsonWriter, T> write, string mediaType = MediaType)
    {
        var scratch = _scratch ?? new Scratch();
        _scratch = null;
        scratch.Bytes.ResetWrittenCount();
        scratch.Json.Reset();
        write(scratch.Json, state);
        scratch.Json.Flush();

        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = mediaType;
        response.ContentLength = scratch.Bytes.WrittenCount;
        response.BodyWriter.Write(scratch.Bytes.WrittenSpan);
        if (scratch.Bytes.Capacity <= KeptBytesMax)
        {
            _scratch = scratch;
        }

        return Task.CompletedTask;
    }

    /// <summary>A writer with the options of all answers, for streams.</summary>
    public static Utf8JsonWriter WriterTo(IBufferWriter<byte> destination) => new(destination, Options);

    private sealed class Scratch
    {
        internal Scratch() => Json = new Utf8JsonWriter(Bytes, Options);

        internal ArrayBufferWriter<byte> Bytes { get; } = new(4096);

        internal Utf8JsonWriter Json { get; }
    }
}
