using Orleans.Runtime;
using Payments.Telemetry.Logs;

namespace Payments.Silo.Hosting;

/// <summary>Tells the logs which silo this is, as soon as there is one.</summary>
internal sealed class LogPlace(IServiceProvider services, PlaceEnricher place) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        place.Connect(SiloName(), services.GetRequiredService<IGrainContextAccessor>());
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

#if ORLEANS
    private string SiloName() => services.GetRequiredService<ILocalSiloDetails>().Name;
#else
    private static string SiloName() => "silo";
#endif
}
