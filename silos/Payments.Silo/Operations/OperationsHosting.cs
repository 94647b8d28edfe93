using Payments.Api.Operations;
using Payments.Grains.Operations;
using Payments.Hosting.Operations;
using Payments.Journal.Connections;
using Payments.Journal.Operations;
using Payments.Silo.Feed;
using Payments.Silo.Hosting;
#if ORLEANS
using Orleans.Runtime;
#endif

namespace Payments.Silo.Operations;

/// <summary>What operators look at and change, in a silo's process.</summary>
internal static class OperationsHosting
{
    /// <summary>Adds it, with what the silo does by itself. The grain runtime and the journal are added before it.</summary>
    internal static IServiceCollection AddOperations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DrainOptions>().Bind(configuration.GetSection(DrainOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ActiveGrains>().AddSingleton<SiloDrain>().AddSingleton<ISiloHost, SiloHost>();
        services.AddSingleton(provider => new OperatorActions(provider.GetRequiredService<JournalConnections>().Writer));
        services.AddSingleton(Local).AddSingleton<IReadiness, Readiness>();
        services.AddHostedService<SweepService>();
        return services.AddFeed().AddClusterView();
    }

    private static LocalSilo Local(IServiceProvider services)
    {
#if ORLEANS
        var details = services.GetRequiredService<ILocalSiloDetails>();
        return new LocalSilo(details.SiloAddress.ToParsableString(), details.Name);
#else
        return LocalSilo.Simulated;
#endif
    }
}
