using System.Text.Json;
using System.Text.Json.Serialization;
using Payments.History.Journal;

namespace Payments.History.Records;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(HistoryLine))]
[JsonSerializable(typeof(JournalLine))]
[JsonSerializable(typeof(IReadOnlyList<FaultRecord>))]
internal sealed partial class HistoryJson : JsonSerializerContext;
