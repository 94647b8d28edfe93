using Microsoft.Extensions.DependencyInjection;
using Payments.SimulatedSilo.Simulation;

namespace Payments.SimulatedSilo.Tests;

/// <summary>A small cluster for one test, with a diary that outlives crashes.</summary>
internal sealed class TestWorld
{
    public TestWorld(int silos = 1, ulong seed = 1, Action<SimulationOptions>? configure = null)
    {
        var options = new SimulationOptions { GrainAssemblies = { typeof(WorkGrain).Assembly } };
        configure?.Invoke(options);
        World = new SimulationWorld(seed, options);
        for (var i = 1; i <= silos; i++)
            World.AddSilo($"silo{i}", services => services.AddSingleton(Diary));
    }

    public SimulationWorld World { get; }

    public Diary Diary { get; } = new();

    public IWork Grain(string key = "a") => World.Client.GetGrain<IWork>(key, typeof(WorkGrain).FullName);

    public IReentrantWork Reentrant(string key = "a") => World.Client.GetGrain<IReentrantWork>(key);

    /// <summary>Waits in virtual time; everything that can happen by then has happened.</summary>
    public Task Wait(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), World.Time);

    /// <summary>Runs the scenario and returns the diary.</summary>
    public IReadOnlyList<string> Run(Func<Task> scenario)
    {
        World.Run(scenario);
        return Diary.Lines;
    }
}
