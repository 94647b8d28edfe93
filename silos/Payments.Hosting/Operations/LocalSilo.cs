namespace Payments.Hosting.Operations;

/// <summary>The silo of this process.</summary>
/// <param name="Key">Names this run of the process in the cluster.</param>
/// <param name="Name">Its name.</param>
public sealed record LocalSilo(string Key, string Name)
{
    /// <summary>The simulated silo: the only one, always the same.</summary>
    public static LocalSilo Simulated { get; } = new("silo", "silo");
}
