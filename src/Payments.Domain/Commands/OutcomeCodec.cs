using System.Text.Json;
using System.Text.Json.Serialization;
using Payments.Domain.Refusals;

namespace Payments.Domain.Commands;

/// <summary>The stored form of outcomes and refusals: compact JSON, readable by people and by later versions.</summary>
public static class OutcomeCodec
{
    /// <summary>Writes an outcome.</summary>
    public static string Write(Outcome outcome) => JsonSerializer.Serialize(outcome, StoredJson.Default.Outcome);

    /// <summary>Reads an outcome that <see cref="Write(Outcome)"/> wrote, in this version or an earlier one.</summary>
    public static Outcome ReadOutcome(string json) =>
        JsonSerializer.Deserialize(json, StoredJson.Default.Outcome)
            ?? throw new InvariantViolationException("a stored outcome is null");

    /// <summary>Writes a refusal.</summary>
    public static string Write(Refusal refusal) => JsonSerializer.Serialize(refusal, StoredJson.Default.Refusal);

    /// <summary>Reads a refusal that <see cref="Write(Refusal)"/> wrote, in this version or an earlier one.</summary>
    public static Refusal ReadRefusal(string json) =>
        JsonSerializer.Deserialize(json, StoredJson.Default.Refusal)
            ?? throw new InvariantViolationException("a stored refusal is null");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = false)]
[JsonSerializable(typeof(Outcome))]
[JsonSerializable(typeof(Refusal))]
internal sealed partial class StoredJson : JsonSerializerContext;
