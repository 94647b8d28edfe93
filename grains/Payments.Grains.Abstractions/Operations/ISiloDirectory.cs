namespace Payments.Grains.Operations;

/// <summary>The silos of the cluster, which the host's grain runtime knows.</summary>
public interface ISiloDirectory
{
    /// <summary>All silos that the cluster knows: those that serve and those that lately left.</summary>
    Task<IReadOnlyList<SiloMember>> ListAsync(CancellationToken cancellation);

    /// <summary>Asks one silo something.</summary>
    /// <param name="silo">A silo of the list.</param>
    /// <param name="ask">Calls the grain that is placed there.</param>
    Task<T> AskAsync<T>(SiloMember silo, Func<ISiloGrain, Task<T>> ask);
}

/// <summary>A silo as the cluster sees it.</summary>
/// <param name="Key">Names this run of its process.</param>
/// <param name="Name">Its name, which its next run may have again.</param>
/// <param name="Address">Where the other silos reach it.</param>
/// <param name="Status">What the cluster holds of it.</param>
/// <param name="Since">When it joined, by its own clock.</param>
public sealed record SiloMember(string Key, string Name, string Address, SiloState Status, DateTimeOffset? Since);

/// <summary>What the cluster holds of a silo.</summary>
public enum SiloState
{
    /// <summary>It starts and takes no calls yet.</summary>
    Joining,

    /// <summary>It serves.</summary>
    Active,

    /// <summary>It hands over and stops.</summary>
    Leaving,

    /// <summary>It is gone.</summary>
    Dead,
}
