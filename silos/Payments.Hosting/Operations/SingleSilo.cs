#if !ORLEANS
using Orleans;
using Payments.Grains.Operations;

namespace Payments.Hosting.Operations;

/// <summary>The simulated silo, which is always alone.</summary>
internal sealed class SingleSilo(IGrainFactory grains) : ISiloDirectory
{
    private static readonly SiloMember[] Members = [new(LocalSilo.Simulated.Key, LocalSilo.Simulated.Name, "in process", SiloState.Active, Since: null)];

    /// <inheritdoc/>
    public Task<IReadOnlyList<SiloMember>> ListAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<SiloMember>>(Members);

    /// <inheritdoc/>
    public Task<T> AskAsync<T>(SiloMember silo, Func<ISiloGrain, Task<T>> ask) => ask(grains.GetGrain<ISiloGrain>(silo.Key));
}
#endif
