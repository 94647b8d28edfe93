using Payments.Chaos.Faults;
using Payments.Chaos.Runs;

namespace Payments.Chaos;

/// <summary>A cluster of real processes under load, while they are killed, paused, cut off and upgraded: nothing is lost.</summary>
public sealed class ChaosTests
{
    private static readonly Fault[] All =
        
    [
        .. SiloFaults.All, SettleFaults.KillBetweenSteps, .. PartitionFaults.All, .. GatewayFaults.All, .. PostgresFaults.All, AbandonFaults.Abandon,
        .. LinkFaults.All, .. TriggerFaults.All, LoadFaults.Overload, PlannedFaults.Drain, .. Upgrades,
    ];

    private static Fault[] Upgrades => Builds.Next is null ? [] : UpgradeFaults.All;

    [Fact]
    public async Task Whatever_breaks_every_answer_stays_true()
    {
        var options = new ChaosOptions();
        Fault[] faults = [.. All.Where(fault => options.Faults.Count == 0 || options.Faults.Any(fault.IsMeantBy))];
        Assert.True(faults.Length > 0, $"there is no fault {string.Join(", ", options.Faults)}");

        var result = await new ChaosRun(options, faults).RunAsync();

        Console.WriteLine(result);
        Assert.True(result.Report.Verdict == Verdict.Valid, result.ToString());
    }
}
