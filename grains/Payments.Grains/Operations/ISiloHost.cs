using Payments.Domain.Commands;
using Payments.Domain.Refusals;

namespace Payments.Grains.Operations;

/// <summary>The process that a silo runs in, which its host brings.</summary>
public interface ISiloHost
{
    /// <summary>Names this run of the process in the cluster.</summary>
    string Key { get; }

    /// <summary>How the silo is.</summary>
    SiloReport Report();

    /// <summary>Begins to hand over and stop, unless there is nobody to hand over to.</summary>
    /// <returns>Null when it drains; else why it does not.</returns>
    Task<Refusal?> DrainAsync(Origin origin);
}
