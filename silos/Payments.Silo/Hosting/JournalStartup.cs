using Payments.Hosting.Ledger;
using Payments.Journal.Connections;
using Payments.Journal.Migrations;
using Payments.Journal.Writing;

namespace Payments.Silo.Hosting;

/// <summary>
/// Opens the journal before anything can be asked of it: refuses a server that would lose data, migrates, makes the months'
/// partitions, starts the writer. Stops last, when nobody is left to write. Silos that start together do this together: of
/// the migrations and the partitions one makes each, under a lock, and the others wait and find it made.
/// </summary>
internal sealed partial class JournalStartup(
    JournalConnections connections, JournalProbe probe, JournalWriter writer, ILogger<JournalStartup> logger) : IHostedService
{
    private volatile bool _isOpen;

    /// <summary>True while grains may write and PostgreSQL answers.</summary>
    internal async Task<bool> AnswersAsync(CancellationToken cancellation) =>
        _isOpen && await probe.AnswersAsync(cancellation);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var warning in await ServerSettings.CheckAsync(connections.Owner, cancellationToken))
        {
            Log.Setting(logger, warning);
        }

        var applied = await new MigrationRunner(connections.Owner).MigrateAsync(cancellationToken);
        foreach (var migration in applied)
        {
            Log.Migrated(logger, migration.Version, migration.Name);
        }

        await new MonthPartitions(connections.Writer).EnsureMonthsAsync(cancellationToken);
        writer.Start();
        _isOpen = true;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _isOpen = false;
        await writer.StopAsync();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "PostgreSQL: {Warning}")]
        public static partial void Setting(ILogger logger, string warning);

        [LoggerMessage(LogLevel.Information, "Migration {Version} {Name} applied")]
        public static partial void Migrated(ILogger logger, int version, string name);
    }
}
