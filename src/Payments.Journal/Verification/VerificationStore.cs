using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;

namespace Payments.Journal.Verification;

/// <summary>The stored reports: how far verification has come, for the next start and for the other processes.</summary>
/// <param name="connections">Connections that write, as the application's role.</param>
public sealed class VerificationStore(NpgsqlDataSource connections)
{
    private const int FindingsMax = 20;

    private const string Last = """
        SELECT report::text, clock_timestamp() - recorded_at FROM verification ORDER BY id DESC LIMIT 1
        """;

    private const string Insert = "INSERT INTO verification (position, findings, report) VALUES ($1, $2, $3::jsonb)";

    private const string Purge = "SELECT purge_verifications(clock_timestamp() - $1)";

    // Tells this process's reports from those of others.
    private readonly Guid _by = Guid.NewGuid();

    /// <summary>The newest stored report with its age, and whether another process made it; null when there is none.</summary>
    public async Task<(VerificationReport Report, TimeSpan Age, bool IsForeign)?> FindLastAsync(CancellationToken cancellation)
    {
        await using var command = connections.CreateCommand(Last);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
        {
            return null;
        }

        return Read(reader.GetString(0)) is { } stored ? (stored.Report, reader.GetTimeSpan(1), stored.By != _by) : null;
    }

    /// <summary>Stores a report with its first findings.</summary>
    public async Task AddAsync(VerificationReport report, CancellationToken cancellation)
    {
        var stored = new StoredVerification { By = _by, Report = report with { Findings = [.. report.Findings.Take(FindingsMax)] } };
        await using var command = connections.CreateCommand(Insert);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = report.Position });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = (int)Math.Min(report.FindingsCount, int.MaxValue) });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = JsonSerializer.Serialize(stored, VerificationJson.Default.StoredVerification) });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Forgets old reports of a sound ledger.</summary>
    public async Task PurgeAsync(TimeSpan olderThan, CancellationToken cancellation)
    {
        await using var command = connections.CreateCommand(Purge);
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = olderThan });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static StoredVerification? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, VerificationJson.Default.StoredVerification);
        }
        catch (JsonException)
        {
            // Of another version: as if there were none, verification begins at the first event.
            return null;
        }
    }
}

internal sealed record StoredVerification
{
    public required Guid By { get; init; }

    public required VerificationReport Report { get; init; }
}

[JsonSerializable(typeof(StoredVerification))]
internal sealed partial class VerificationJson : JsonSerializerContext;
