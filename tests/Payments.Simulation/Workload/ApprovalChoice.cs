using Payments.Domain.Commands;
using Payments.Domain.Ledger;
using Payments.SimulatedSilo.Simulation;

namespace Payments.Simulation.Workload;

/// <summary>Draws what finance does: mostly as it should be, sometimes by the wrong person or too late.</summary>
internal sealed class ApprovalChoice(Scene scene, SimulationRandom random)
{
    public Request Ask()
    {
        var time = TimeSpan.FromSeconds(random.Chance(0.3) ? 1 + random.Next(5) : 20 + random.Next(40));
        return ApprovalRequests.Ask(scene, Person(), Transfer(), time);
    }

    public Request Decide() => ApprovalRequests.Decide(scene, Person(), Known(), random.Chance(0.7));

    /// <summary>Mostly by who asked.</summary>
    public Request Withdraw()
    {
        var approval = Known();
        var caller = random.Chance(0.7) && scene.PeekApproval(approval.Id) is { } row
            ? Scene.Finance.FirstOrDefault(person => person.Actor == row.RequestedBy) ?? Scene.Admin
            : Person();
        return ApprovalRequests.Withdraw(scene, caller, approval);
    }

    private Origin Person() => random.Next(20) switch
    {
        0 => Scene.Admin,
        1 => Scene.OwnerOf(random.Pick(scene.Accounts).Owner),
        _ => random.Pick(Scene.Finance),
    };

    private Guid Transfer() => scene.Transfers.Count == 0 || random.Chance(0.02)
        ? random.NextGuid()
        : random.Chance(0.1) && scene.Holds.Count > 0 ? scene.Holds[^1]
        : scene.Transfers[Math.Max(0, scene.Transfers.Count - 1 - random.Next(12))];

    /// <summary>Mostly one that waits; sometimes any of the latest, or one that never was.</summary>
    private (Guid Id, Guid Transfer) Known()
    {
        if (scene.Approvals.Count == 0 || random.Chance(0.02))
            return (random.NextGuid(), Transfer());

        var waiting = scene.Approvals.FindAll(known => scene.PeekApproval(known.Id)?.Status == ApprovalStatus.Pending);
        return waiting.Count > 0 && random.Chance(0.8)
            ? random.Pick(waiting)
            : scene.Approvals[Math.Max(0, scene.Approvals.Count - 1 - random.Next(6))];
    }
}
