using Orleans.GrainDirectory;

namespace Payments.GrainCluster.Tests;

/// <summary>A grain directory that knows of no activation and believes every silo that it has the only one.</summary>
internal sealed class LyingDirectory : IGrainDirectory
{
    public Task<GrainAddress?> Register(GrainAddress address) => Task.FromResult<GrainAddress?>(address);

    public Task<GrainAddress?> Register(GrainAddress address, GrainAddress? previousAddress) => Register(address);

    public Task Unregister(GrainAddress address) => Task.CompletedTask;

    public Task<GrainAddress?> Lookup(GrainId grainId) => Task.FromResult<GrainAddress?>(null);

    public Task UnregisterSilos(List<SiloAddress> siloAddresses) => Task.CompletedTask;
}
