using System.Globalization;
using Npgsql;

namespace Payments.Journal.Connections;

/// <summary>
/// PostgreSQL is set up so that it loses what it has acknowledged. The service does not start on it, and writes nothing to it
/// when it is a standby that was promoted.
/// </summary>
public sealed class UnsafeServerException(string setting, string value, string why)
    : NpgsqlException($"PostgreSQL has {setting} = {value}: {why}")
{
    /// <summary>Lets Npgsql pass the server over for a while and try the next one.</summary>
    public override bool IsTransient => true;

    /// <summary>The setting's name in postgresql.conf.</summary>
    public string Setting { get; } = setting;

    /// <summary>The value that it has.</summary>
    public string Value { get; } = value;
}

/// <summary>Tests that the server keeps what it acknowledges.</summary>
public static class ServerSettings
{
    private const int VersionMin = 15;

    // setting: as this session has it. reset_val: as a new session of this login in this database gets it.
    private const string Query = """
        SELECT name, setting, reset_val FROM pg_settings
         WHERE name IN ('server_version_num', 'fsync', 'full_page_writes', 'synchronous_commit', 'data_sync_retry',
                        'data_checksums', 'zero_damaged_pages', 'ignore_checksum_failure')
        """;

    private static readonly string[] CommitsThatWait = ["on", "remote_write", "remote_apply"];

    /// <summary>Looks at the settings as a session of the data source has them: logins may have values of their own.</summary>
    /// <returns>What should be changed, but loses nothing by itself.</returns>
    /// <exception cref="UnsafeServerException">An acknowledged commit could be lost.</exception>
    public static async Task<IReadOnlyList<string>> CheckAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        var settings = await ReadAsync(source, cancellation);
        RefuseOldVersion(settings["server_version_num"].Session);
        RefuseUnsafe(settings["fsync"].Session, settings["full_page_writes"].Session, settings["synchronous_commit"].Session);
        RefuseUnsafe(settings["fsync"].Login, settings["full_page_writes"].Login, settings["synchronous_commit"].Login);
        return [.. Warnings(settings)];
    }

    /// <summary>The settings without which no commit may be believed, for every connection that commits.</summary>
    /// <exception cref="UnsafeServerException">An acknowledged commit could be lost.</exception>
    internal static void RefuseUnsafe(string fsync, string fullPageWrites, string synchronousCommit)
    {
        Refuse("fsync", fsync, fsync == "on", "a crash of the machine loses and damages what was acknowledged");
        Refuse("full_page_writes", fullPageWrites, fullPageWrites == "on", "a crash of the machine can leave torn pages");
        Refuse(
            "synchronous_commit", synchronousCommit, CommitsThatWait.Contains(synchronousCommit), "a commit is acknowledged before it is safe");
    }

    private static async Task<Dictionary<string, (string Session, string Login)>> ReadAsync(
        NpgsqlDataSource source, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(Query);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var settings = new Dictionary<string, (string, string)>();
        while (await reader.ReadAsync(cancellation))
        {
            settings[reader.GetString(0)] = (reader.GetString(1), reader.GetString(2));
        }

        return settings;
    }

    private static void RefuseOldVersion(string versionNumber)
    {
        var major = int.Parse(versionNumber, CultureInfo.InvariantCulture) / 10_000;
        if (major < VersionMin)
        {
            throw new UnsafeServerException(
                "server_version", major.ToString(CultureInfo.InvariantCulture), $"version {VersionMin} or newer is needed");
        }
    }

    private static void Refuse(string name, string value, bool isSafe, string why)
    {
        if (!isSafe)
        {
            throw new UnsafeServerException(name, value, why);
        }
    }

    private static IEnumerable<string> Warnings(Dictionary<string, (string Session, string Login)> settings)
    {
        if (settings["data_sync_retry"].Session == "on")
        {
            yield return "data_sync_retry = on: after a failed fsync the kernel may have dropped the data that is retried";
        }

        if (settings["data_checksums"].Session == "off")
        {
            yield return "data_checksums = off: damaged pages are read as if they were sound (pg_checksums --enable)";
        }

        foreach (var name in new[] { "zero_damaged_pages", "ignore_checksum_failure" })
        {
            if (settings[name].Session == "on")
            {
                yield return $"{name} = on: damaged pages are not reported";
            }
        }
    }
}
