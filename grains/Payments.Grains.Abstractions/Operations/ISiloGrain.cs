using Payments.Domain.Commands;
using Payments.Domain.Refusals;

namespace Payments.Grains.Operations;

/// <summary>
/// One silo, for operators. Key: the silo's key, which names one run of its process. The caller sees to it that the grain
/// is placed in that silo; an activation anywhere else knows nothing and ends.
/// </summary>
[Alias("pay.silo-grain")]
public interface ISiloGrain : IGrainWithStringKey
{
    /// <summary>How the silo is; null from another silo.</summary>
    [Alias("Report")]
    Task<SiloReport?> ReportAsync();

    /// <summary>The activation of a grain in this silo; null when it has none. Asking activates nothing.</summary>
    [Alias("Find")]
    Task<GrainReport?> FindAsync(GrainKind kind, Guid id);

    /// <summary>Tells the silo to hand over and stop; does nothing more when it was told already.</summary>
    /// <param name="origin">Who tells it, for the record.</param>
    /// <returns>Null when it drains; else why it does not.</returns>
    [Alias("Drain")]
    Task<Refusal?> DrainAsync(Origin origin);
}
