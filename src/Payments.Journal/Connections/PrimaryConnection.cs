using Npgsql;

namespace Payments.Journal.Connections;

/// <summary>Opens a connection to the primary for somebody whose work must not wait for a memory to fade.</summary>
internal static class PrimaryConnection
{
    /// <summary>
    /// With several servers Npgsql passes over for a while whichever has broken one connection, also when it is the primary
    /// and well. So one that finds none has all of them asked, once.
    /// </summary>
    internal static async Task<NpgsqlConnection> OpenAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        try
        {
            return await source.OpenConnectionAsync(cancellation);
        }
        catch (NpgsqlException) when (source is NpgsqlMultiHostDataSource)
        {
            ((NpgsqlMultiHostDataSource)source).ClearDatabaseStates();
            return await source.OpenConnectionAsync(cancellation);
        }
    }
}
