using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Payments.SimulatedSilo.Simulation;

namespace Payments.SimulatedSilo.Tests;

/// <summary>The same seed is the same run, whatever the code under simulation awaits.</summary>
public sealed class DeterminismTests
{
    [Fact]
    public void A_thousand_runs_of_a_seed_are_the_same_run()
    {
        var first = BusyWorld.Run(7);

        Assert.True(first.Faults.Values.Count(fired => fired > 0) >= 5, first.ToString());
        for (var i = 0; i < 1_000; i++)
            Assert.Equal(first.TraceHash, BusyWorld.Run(7).TraceHash);
    }

    [Fact]
    public void Different_seeds_are_different_runs()
    {
        var hashes = Enumerable.Range(0, 100).Select(seed => BusyWorld.Run((ulong)seed).TraceHash).ToHashSet();

        Assert.Equal(100, hashes.Count);
    }

    [Fact]
    public void The_random_numbers_of_a_seed_never_change()
    {
        var random = new SimulationRandom(42);

        Assert.Equal(
            [1546998764402558742UL, 6990951692964543102UL, 12544586762248559009UL],
            Enumerable.Range(0, 3).Select(_ => random.NextBits()));
        Assert.Equal(Guid.Parse("ecb8ad47-03b3-40a1-bde6-dc7fe2ec5e64"), random.NextGuid());
    }

    [Fact]
    public void Code_that_leaves_the_simulation_is_found_out()
    {
        var world = new SimulationWorld(1, new SimulationOptions());

        var failure = Assert.Throws<SimulationFailedException>(() => world.Run(async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), world.Time).ConfigureAwait(false);
            world.Trace("on a thread of the pool");
        }));

        Assert.Contains("ConfigureAwait(false)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_continuation_that_comes_back_from_another_thread_is_found_out()
    {
        var world = new SimulationWorld(1, new SimulationOptions());

        using var gate = new ManualResetEventSlim();
        var failure = Assert.Throws<SimulationFailedException>(() => world.Run(async () =>
        {
            _ = world.StartClient("opener", () => Task.Run(gate.Set, CancellationToken.None));
            await Task.Run(gate.Wait, CancellationToken.None);
        }));

        Assert.Contains("Task.Run", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_combination_of_tasks_that_hops_to_the_thread_pool_is_found_out()
    {
        var world = new SimulationWorld(1, new SimulationOptions());
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var failure = Assert.Throws<SimulationFailedException>(() => world.Run(async () =>
        {
            var waiting = world.StartClient("waiting", async () => await Task.WhenAll(source.Task, Task.CompletedTask));
            await Task.Delay(TimeSpan.FromSeconds(1), world.Time);
            source.SetResult();
            await waiting;
        }));

        Assert.Contains("came from another thread", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_standstill_says_what_waits()
    {
        var test = new TestWorld(configure: o => o.ResponseTimeout = TimeSpan.FromHours(3));

        var failure = Assert.Throws<SimulationFailedException>(() =>
            test.World.Run(() => test.Grain("k").Do("it", "gate")));

        Assert.Contains("more than 02:00:00 of virtual time", failure.Message, StringComparison.Ordinal);
        Assert.Contains("WorkGrain/k.Do from clients, delivered to silo1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_background_loop_fails_the_run()
    {
        var world = new SimulationWorld(1, new SimulationOptions());
        world.AddSilo("silo", start: silo => silo.StartBackground("journal", async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), silo.Time);
            throw new InvalidDataException("broken");
        }));

        var failure = Assert.Throws<SimulationFailedException>(() =>
            world.Run(() => Task.Delay(TimeSpan.FromSeconds(5), world.Time)));

        Assert.IsType<InvalidDataException>(failure.InnerException);
        Assert.Contains("journal in silo failed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_world_goes_on_where_it_was()
    {
        var test = new TestWorld();

        await test.World.RunAsync(() => test.Grain().Do("first"));
        var report = await test.World.RunAsync(async () => Assert.Equal(2, await test.Grain().Do("second")));

        Assert.Equal(test.World.TraceHash, report.TraceHash);
    }

    [Fact]
    public void Everything_that_code_awaits_stays_in_the_simulation()
    {
        var hashes = Enumerable.Range(0, 200).Select(_ => AwaitEverything(3)).ToHashSet();

        Assert.Single(hashes);
    }

    private static string AwaitEverything(ulong seed)
    {
        var world = new SimulationWorld(seed, new SimulationOptions());
        using var awaits = new Awaits(world);
        var silo = world.AddSilo("silo", services => services.AddSingleton(awaits));
        world.Run(() => Task.WhenAll(
            silo.StartBackground("channel reader", awaits.ReadChannel),
            silo.StartBackground("channel writer", awaits.WriteChannel),
            world.StartClient("semaphore 1", () => awaits.TakeSemaphore(1)),
            world.StartClient("semaphore 2", () => awaits.TakeSemaphore(2)),
            world.StartClient("ticks", awaits.Tick),
            world.StartClient("cancellation", awaits.Cancel),
            world.StartClient("source", awaits.Await),
            world.StartClient("many", awaits.AwaitMany)));
        return world.TraceHash;
    }

    /// <summary>Each of the things that simulated code may await, written into the trace.</summary>
    private sealed class Awaits(SimulationWorld world) : IDisposable
    {
        private readonly Channel<int> _channel = Channel.CreateBounded<int>(2);
        private readonly SemaphoreSlim _semaphore = new(1);

        public void Dispose() => _semaphore.Dispose();

        public async Task WriteChannel()
        {
            for (var i = 0; i < 10; i++)
                await _channel.Writer.WriteAsync(i);

            _channel.Writer.Complete();
        }

        public async Task ReadChannel()
        {
            while (await _channel.Reader.WaitToReadAsync())
            {
                while (_channel.Reader.TryRead(out var number))
                    world.Trace($"read {number}");

                await Task.Delay(TimeSpan.FromMilliseconds(world.Random.Next(5)), world.Time);
            }
        }

        public async Task TakeSemaphore(int who)
        {
            for (var i = 0; i < 5; i++)
            {
                await _semaphore.WaitAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(1), world.Time);
                world.Trace($"{who} has the semaphore");
                _semaphore.Release();
            }
        }

        public async Task Tick()
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(3), world.Time);
            for (var i = 0; i < 5 && await timer.WaitForNextTickAsync(); i++)
                world.Trace($"tick {i}");
        }

        public async Task Cancel()
        {
            using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(4), world.Time);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                Task.Delay(Timeout.InfiniteTimeSpan, world.Time, source.Token));
            var never = new TaskCompletionSource();
            await Assert.ThrowsAsync<TimeoutException>(() =>
                never.Task.WaitAsync(TimeSpan.FromMilliseconds(4), world.Time));
            world.Trace("cancelled");
        }

        public async Task Await()
        {
            var source = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            var waiting = world.StartClient("waiting", async () => world.Trace($"got {await source.Task}"));
            await Task.Yield();
            source.SetResult(5);
            await waiting;
        }

        public async Task AwaitMany()
        {
            var delays = Enumerable.Range(1, 5)
                .Select(i => Task.Delay(TimeSpan.FromMilliseconds(i), world.Time))
                .ToList();
            await Task.WhenAny(delays);
            world.Trace($"done {delays.FindIndex(delay => delay.IsCompleted)}");
            await Task.WhenAll(delays);
        }
    }
}
