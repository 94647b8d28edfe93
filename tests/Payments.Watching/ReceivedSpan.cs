namespace Payments.Watching;

/// <summary>A span as a collector sees it.</summary>
/// <param name="Service">The process's name for itself.</param>
/// <param name="Source">The activity source that made it.</param>
/// <param name="Name">Its name.</param>
/// <param name="TraceId">The trace, hexadecimal.</param>
/// <param name="SpanId">The span.</param>
/// <param name="ParentId">The span above it; empty for a root.</param>
/// <param name="Attributes">Attributes as text.</param>
public sealed record ReceivedSpan(
    string Service, string Source, string Name, string TraceId, string SpanId, string ParentId, IReadOnlyDictionary<string, string> Attributes);
