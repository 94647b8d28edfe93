using Payments.Domain.Commands;
using Payments.Domain.Ledger;
using Payments.SimulatedSilo.Simulation;

namespace Payments.Simulation.Workload;

/// <summary>Draws what merchants do with their keys; now and then a stranger tries.</summary>
internal sealed class KeyChoice(Scene scene, SimulationRandom random)
{
    public Request Issue()
    {
        var merchant = random.Chance(0.05) ? random.Pick(scene.Accounts).Owner : random.Pick(scene.Merchants);
        return KeyRequests.Issue(scene, Caller(merchant), merchant, replaces: null, TimeSpan.Zero);
    }

    public Request Roll()
    {
        var (key, merchant) = Known();
        return KeyRequests.Issue(scene, Caller(merchant), merchant, key, TimeSpan.FromSeconds(random.Next(30)));
    }

    public Request Revoke()
    {
        var (key, merchant) = Known();
        return KeyRequests.Revoke(scene, Caller(merchant), key);
    }

    private (Guid Key, Guid Merchant) Known() => scene.Keys.Count == 0 || random.Chance(0.03)
        ? (random.NextGuid(), random.Pick(scene.Merchants))
        : scene.Keys[Math.Max(0, scene.Keys.Count - 1 - random.Next(8))];

    private Origin Caller(Guid merchant) => random.Next(20) switch
    {
        0 => Scene.OwnerOf(random.NextGuid()),
        < 6 => Scene.Admin,
        _ => Scene.OwnerOf(merchant) with { Role = Role.Merchant },
    };
}
