using Payments.SimulatedSilo.Simulation;

namespace Payments.SimulatedSilo.Tests;

/// <summary>Three silos under load with every fault of the network, crashes and duplicates.</summary>
internal static class BusyWorld
{
    private static readonly string[] Faults =
    [
        SiloFault.CallLost, SiloFault.CallDelayed, SiloFault.CallRejected, SiloFault.ReplyLost, SiloFault.ReplyDelayed,
        SiloFault.ReplyLate, SiloFault.DuplicateActivation,
    ];

    public static SimulationReport Run(ulong seed, int operations = 30)
    {
        var test = new TestWorld(silos: 3, seed);
        foreach (var fault in Faults)
            test.World.Faults.Set(fault, probability: 0.05);

        return test.World.Run(async () =>
        {
            var clients = Enumerable.Range(0, 4)
                .Select(i => test.World.StartClient($"client {i}", () => Work(test, operations)));
            await Task.WhenAll(clients.Append(test.World.StartClient("breaker", () => Break(test.World))));
        });
    }

    private static async Task Work(TestWorld test, int operations)
    {
        for (var i = 0; i < operations; i++)
        {
            var key = $"k{test.World.Random.Next(6)}";
            try
            {
                await (test.World.Random.Next(4) switch
                {
                    0 => test.Reentrant(key).Do("r"),
                    1 => test.Grain(key).Forward($"f{test.World.Random.Next(6)}", "forwarded"),
                    2 => test.Grain(key).End(),
                    _ => test.Grain(key).Do("d"),
                });
            }
            catch (Exception failure) when (failure is TimeoutException or Orleans.Runtime.OrleansException)
            {
                test.World.Trace(failure.GetType().Name);
            }
        }
    }

    private static async Task Break(SimulationWorld world)
    {
        for (var i = 0; i < 3; i++)
        {
            await Task.Delay(world.Random.NextTime(TimeSpan.FromSeconds(20)), world.Time);
            var silo = world.Random.Pick(world.Silos);
            silo.Crash();
            await Task.Delay(world.Random.NextTime(TimeSpan.FromSeconds(20)), world.Time);
            silo.Restart();
        }
    }
}
