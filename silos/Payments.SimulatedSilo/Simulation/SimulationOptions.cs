using System.Reflection;

namespace Payments.SimulatedSilo.Simulation;

/// <summary>The limits of a simulated world.</summary>
public sealed class SimulationOptions
{
    /// <summary>Where the grain classes are.</summary>
    public IList<Assembly> GrainAssemblies { get; } = [];

    /// <summary>A run with more steps has failed.</summary>
    public long StepsMax { get; set; } = 5_000_000;

    /// <summary>A run of more virtual time has failed.</summary>
    public TimeSpan TimeMax { get; set; } = TimeSpan.FromHours(2);

    /// <summary>A step takes up to this long, so that timers fall between steps.</summary>
    public TimeSpan TurnTimeMax { get; set; } = TimeSpan.FromMicroseconds(50);

    /// <summary>How long a delayed message is on its way at most.</summary>
    public TimeSpan DelayMax { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a caller waits for an answer.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the other silos take at most to learn of a crash; until then calls to it are lost.</summary>
    public TimeSpan CrashDetectionMax { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How many of the last events a failure message shows.</summary>
    public int EventsKept { get; set; } = 60;

    /// <summary>Further settings of the silos: collection age, queue limit.</summary>
    public Action<SimulatedSiloOptions>? ConfigureSilos { get; set; }
}
