using Payments.Domain.Ledger;
using Payments.Grains.Accounts;
using Payments.Simulation.Database;
using Payments.SimulatedSilo.Simulation;

namespace Payments.Simulation.Cluster;

/// <summary>Breaks the cluster while the load runs, and puts everything back together afterwards.</summary>
internal sealed class Nemesis(SimulatedCluster cluster, IReadOnlySet<string> without)
{
    /// <summary>The server's idle_in_transaction_session_timeout.</summary>
    private static readonly TimeSpan IdleMax = TimeSpan.FromSeconds(10);

    private readonly SimulationWorld _world = cluster.World;
    private readonly SimulationRandom _random = cluster.World.Random.Fork();
    private bool _isOver;

    /// <summary>Breaks something every few seconds.</summary>
    public async Task BreakAsync()
    {
        while (!_isOver)
        {
            await WaitAsync(1, 8);
            var fault = _random.Pick(FaultMix.Made);
            if (_isOver || !_world.Faults.IsEnabled || without.Contains(fault))
                continue;

            await (fault switch
            {
                NemesisFault.SiloCrash => CrashSiloAsync(),
                NemesisFault.SiloPause => PauseSiloAsync(),
                NemesisFault.Duplicate => DuplicateAsync(),
                _ => CrashDatabaseAsync(),
            });
        }
    }

    /// <summary>Starts silos that died at a fault point of their own.</summary>
    public async Task SuperviseAsync()
    {
        while (!_isOver)
        {
            await WaitAsync(1, 4);
            RestartTheDead();
        }
    }

    /// <summary>No fault from now on, and everything runs again.</summary>
    public async Task HealAsync()
    {
        _world.Faults.IsEnabled = false;
        _isOver = true;
        await WaitAsync(12, 13);
        RestartTheDead();
        if (!cluster.IsWhole)
            throw new InvalidOperationException("the cluster was not put together again");
    }

    private async Task CrashSiloAsync()
    {
        var silo = _random.Pick(_world.Silos);
        if (!silo.IsUp)
            return;

        _world.Mark(NemesisFault.SiloCrash);
        silo.Crash();
        cluster.Database.Disconnect(silo.Name);
        await WaitAsync(0, 4);
        if (!silo.IsUp)
            Restart(silo);
    }

    private void RestartTheDead()
    {
        foreach (var silo in _world.Silos.Where(silo => !silo.IsUp))
            Restart(silo);
    }

    private void Restart(VirtualSilo silo)
    {
        silo.Crash();
        cluster.Database.Disconnect(silo.Name);
        silo.Restart();
    }

    /// <summary>Like SIGSTOP: the others go on without it, its transactions keep their locks until the server ends them.</summary>
    private async Task PauseSiloAsync()
    {
        var silo = _random.Pick(_world.Silos);
        if (!silo.IsUp)
            return;

        _world.Mark(NemesisFault.SiloPause);
        silo.Pause();
        await WaitAsync(0.1, 3);
        var isZombie = _random.Chance(0.7);
        if (isZombie)
            silo.DeclareDead();
        if (_random.Chance(0.3))
        {
            await Task.Delay(IdleMax, _world.Time);
            cluster.Database.Disconnect(silo.Name);
        }

        silo.Resume();
        await WaitAsync(0, 5);
        if (isZombie)
            Restart(silo);
    }

    private Task DuplicateAsync()
    {
        var accounts = cluster.Database.Tables.Accounts.Values.Where(account => account.Type == AccountType.Wallet).ToList();
        var hot = accounts[_random.Next(Math.Min(3, accounts.Count))];
        try
        {
            _world.DuplicateActivation(_world.Client.GetGrain<IAccountGrain>(hot.Id));
            _world.Mark(NemesisFault.Duplicate);
        }
        catch (InvalidOperationException)
        {
            // Only one silo is left.
        }

        return Task.CompletedTask;
    }

    private async Task CrashDatabaseAsync()
    {
        cluster.Database.Crash();
        await WaitAsync(0.1, 3);
        cluster.Database.Start();
    }

    private Task WaitAsync(double from, double to) =>
        Task.Delay(TimeSpan.FromSeconds(from + (_random.NextDouble() * (to - from))), _world.Time);
}
