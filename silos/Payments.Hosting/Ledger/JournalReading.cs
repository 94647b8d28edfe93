using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Payments.Journal.Connections;
using Payments.Journal.Reading;
using Payments.Journal.Verification;

namespace Payments.Hosting.Ledger;

/// <summary>What every process may do with the journal: read it, verify it, see what verification has found.</summary>
public static class JournalReading
{
    /// <summary>Registers connections and readers. Nothing here writes to the journal.</summary>
    /// <param name="readOnly">True for a process that nothing else is added to: PostgreSQL lets it write nothing at all.</param>
    public static IServiceCollection AddJournalReading(this IServiceCollection services, bool readOnly)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new JournalConnections(new JournalConnectionOptions
        {
            ConnectionString = provider.GetRequiredService<IOptions<ProcessOptions>>().Value.Postgres,
            ReadOnly = readOnly,
        }));
        services.AddHostedService<PrimaryWatch>();
        services.AddSingleton<JournalProbe>();
        services.AddSingleton<ILedgerReader>(provider =>
            new PostgresLedgerReader(provider.GetRequiredService<JournalConnections>().Reader));
        services.AddSingleton<ILedgerVerifier>(provider =>
            new LedgerVerifier(provider.GetRequiredService<JournalConnections>().Reader));
        services.AddSingleton(provider =>
            new VerificationStore(provider.GetRequiredService<JournalConnections>().Reader));
        return services;
    }
}
