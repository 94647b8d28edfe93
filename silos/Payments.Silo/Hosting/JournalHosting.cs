using Microsoft.Extensions.Options;
using Payments.Api.Operations;
using Payments.Grains.Transfers;
using Payments.Hosting.Ledger;
using Payments.Journal.Connections;
using Payments.Journal.Migrations;
using Payments.Journal.Observation;
using Payments.Journal.Reading;
using Payments.Journal.Retention;
using Payments.Journal.Verification;
using Payments.Journal.Writing;

namespace Payments.Silo.Hosting;

/// <summary>The journal in a silo's process: connections, the group-commit writer, readers and verification.</summary>
internal static class JournalHosting
{
    internal static IServiceCollection AddJournal(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<JournalWriterOptions>().Bind(configuration.GetSection("Payments:Journal"))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<LedgerWatchOptions>().Bind(configuration.GetSection("Payments:Verification"))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddMetrics();
        services.AddJournalReading(readOnly: false);
        services.AddSingleton<JournalMetrics>();
        services.AddSingleton<IJournalStore>(provider =>
            new PostgresJournalStore(provider.GetRequiredService<JournalConnections>().Writer));
        services.AddSingleton(provider => new JournalWriter(
            provider.GetRequiredService<IJournalStore>(),
            provider.GetRequiredService<IOptions<JournalWriterOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<JournalMetrics>(),
            provider.GetRequiredService<ILogger<JournalWriter>>()));
        services.AddSingleton<IJournal>(provider => provider.GetRequiredService<JournalWriter>());
        services.AddSingleton<ITransferLookup, LedgerTransferLookup>();
        services.AddSingleton(provider => new LedgerWatch(
            provider.GetRequiredService<ILedgerVerifier>(),
            new VerificationStore(provider.GetRequiredService<JournalConnections>().Writer),
            provider.GetRequiredService<IOptions<LedgerWatchOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<LedgerWatch>>()));
        services.AddSingleton<ILedgerHealth, LedgerHealth>();
        services.AddSingleton<JournalStartup>();
        services.AddHostedService(provider => provider.GetRequiredService<JournalStartup>());
        services.AddHostedService(provider => provider.GetRequiredService<LedgerWatch>());
        AddCare(services);
        AddGauges(services);
        services.AddSingleton(provider => new HoldSweeper(
            provider.GetRequiredService<IGrainFactory>(),
            limit => provider.GetRequiredService<ILedgerReader>().ListOverdueHoldsAsync(limit, CancellationToken.None)));
        services.AddSingleton(provider => new ApprovalSweeper(
            provider.GetRequiredService<IGrainFactory>(),
            limit => provider.GetRequiredService<ILedgerReader>().ListOverdueApprovalsAsync(limit, CancellationToken.None)));
        return services;
    }

    /// <summary>What an operator sees of ledger and database. The gauges are made with the silo, not when somebody asks.</summary>
    private static void AddGauges(IServiceCollection services)
    {
        services.AddSingleton(provider => new DatabaseWatch(
            provider.GetRequiredService<JournalConnections>().Reader, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ServerReach(
            provider.GetRequiredService<JournalConnections>().Watch, provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService(provider => provider.GetRequiredService<ServerReach>());
        services.AddSingleton<LedgerGauges>();
        services.AddHostedService(provider =>
        {
            _ = provider.GetRequiredService<LedgerGauges>();
            return provider.GetRequiredService<DatabaseWatch>();
        });
    }

    /// <summary>
    /// What keeps the journal in shape: partitions for the months to come, idempotency records past their time. In every
    /// silo of a cluster, as each may be the last one: what two do at once, the database lets happen once.
    /// </summary>
    private static void AddCare(IServiceCollection services)
    {
        services.AddHostedService(provider => new PartitionKeeper(
            new MonthPartitions(provider.GetRequiredService<JournalConnections>().Writer),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PartitionKeeper>>()));
        services.AddHostedService(provider => new OperationRetention(
            provider.GetRequiredService<JournalConnections>().Writer,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<OperationRetention>>()));
    }
}
