using Payments.Domain.Commands;
using Payments.Domain.Ledger;

namespace Payments.Grains.Transfers;

/// <summary>Expires holds whose time is over: finds their rows, whichever silo made them.</summary>
/// <remarks>Any number of silos may sweep at once: a hold ends once, decided under its row's lock.</remarks>
public sealed class HoldSweeper(IGrainFactory grains, Func<int, Task<IReadOnlyList<HoldState>>> listOverdue)
{
    private const int HoldsMax = 500;

    /// <summary>Expires what is overdue now, up to a limit.</summary>
    /// <returns>How many holds it expired.</returns>
    public async Task<int> SweepAsync()
    {
        var overdue = await listOverdue(HoldsMax);
        var answers = await Task.WhenAll(overdue.Select(hold => grains.GetGrain<ITransferGrain>(hold.TransferId).SettleAsync(Expire(hold))));
        return answers.Count(answer => answer is Done);
    }

    private static SettleHold Expire(HoldState hold) => new()
    {
        Origin = Origin.OfSystem("hold-sweeper"),
        TransferId = hold.TransferId,
        End = HoldStatus.Expired,
        EntryId = Guid.CreateVersion7(),
    };
}
