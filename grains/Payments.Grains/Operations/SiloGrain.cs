using Payments.Domain.Commands;
using Payments.Domain.Refusals;

namespace Payments.Grains.Operations;

/// <summary>One silo, for operators.</summary>
/// <remarks>
/// Key: the silo's key. Called by: the front end. Calls: the host of its silo. Keeps nothing.
/// Placed by the caller's hint; where the hint was not followed, because the silo is leaving, it answers that it knows nothing.
/// </remarks>
[Reentrant]
internal sealed class SiloGrain(ISiloHost host, ActiveGrains active) : Grain, ISiloGrain
{
    /// <inheritdoc/>
    public Task<SiloReport?> ReportAsync() => Task.FromResult(IsHere() ? host.Report() : null);

    /// <inheritdoc/>
    public Task<GrainReport?> FindAsync(GrainKind kind, Guid id) => Task.FromResult(IsHere() ? active.Find(kind, id) : null);

    /// <inheritdoc/>
    public Task<Refusal?> DrainAsync(Origin origin) =>
        IsHere() ? host.DrainAsync(origin) : Task.FromResult<Refusal?>(Reason.SiloNotFound());

    private bool IsHere()
    {
        if (this.GetPrimaryKeyString() == host.Key)
        {
            return true;
        }

        DeactivateOnIdle();
        return false;
    }
}
