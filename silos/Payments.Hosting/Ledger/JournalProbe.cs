using Npgsql;
using Payments.Journal.Connections;

namespace Payments.Hosting.Ledger;

/// <summary>Whether the journal's database answers, for a process that says whether it is ready.</summary>
public sealed class JournalProbe(JournalConnections connections)
{
    /// <summary>True when it answers now.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        try
        {
            await using var command = connections.Reader.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(cancellation);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
