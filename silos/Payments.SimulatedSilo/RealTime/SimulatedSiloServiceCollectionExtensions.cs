using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Payments.SimulatedSilo.Activations;
using Payments.SimulatedSilo.RealTime;

namespace Payments.SimulatedSilo;

/// <summary>Adds the simulated silo in real time to a host.</summary>
public static class SimulatedSiloServiceCollectionExtensions
{
    /// <summary>
    /// Adds one silo with the grains of the given assemblies, and <see cref="IGrainFactory"/> and
    /// <see cref="IClusterClient"/> to call them. The clock is the container's TimeProvider, or else the system's.
    /// </summary>
    public static IServiceCollection AddSimulatedSilo(
        this IServiceCollection services, Action<SimulatedSiloOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new SimulatedSiloOptions();
        configure(options);

        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new RealTimeSilo(
            provider,
            options,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RealTimeSilo>>()));
        services.AddHostedService(provider => provider.GetRequiredService<RealTimeSilo>());
        services.AddSingleton(provider => provider.GetRequiredService<RealTimeSilo>().Client);
        services.AddSingleton<IGrainContextAccessor, TurnOwner>();
        services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<IClusterClient>());
        return services;
    }
}
