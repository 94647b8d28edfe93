using Orleans;

namespace Payments.SimulatedSilo.Calls;

/// <summary>Makes references whose calls begin at one sender: a silo, or a client.</summary>
internal sealed class GrainFactory(GrainCatalog catalog, CallSender sender, IServiceProvider services) : IClusterClient
{
    public IServiceProvider ServiceProvider => services;

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentNullException.ThrowIfNull(primaryKey);
        return Refer<TGrainInterface>(primaryKey, grainClassNamePrefix);
    }

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidKey =>
        Refer<TGrainInterface>(primaryKey.ToString("N"), grainClassNamePrefix);

    private TGrainInterface Refer<TGrainInterface>(string key, string? classNamePrefix) =>
        (TGrainInterface)(object)catalog.Find(typeof(TGrainInterface), classNamePrefix).Refer(sender, key);
}
