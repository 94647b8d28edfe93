using System.Reflection;

namespace Payments.SimulatedSilo;

/// <summary>How a simulated silo behaves; the defaults are those of Orleans.</summary>
public sealed class SimulatedSiloOptions
{
    /// <summary>Where the grain classes are.</summary>
    public IList<Assembly> GrainAssemblies { get; } = [];

    /// <summary>How long a caller waits; then it gets a TimeoutException and the outcome is unknown.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an activation may be idle when its class says nothing.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often idle activations are looked for.</summary>
    public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How many requests an activation may have begun or waiting; more are refused at once.</summary>
    public int ActivationQueueLimit { get; set; } = 10_000;

    /// <summary>How long a stop waits for requests that have begun.</summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(20);
}
