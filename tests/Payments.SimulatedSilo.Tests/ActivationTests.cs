using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Payments.SimulatedSilo.Tests;

/// <summary>How activations begin, end and hand over.</summary>
public sealed class ActivationTests
{
    [Fact]
    public void A_failed_activation_rejects_its_callers_with_the_exception_and_the_next_call_tries_again()
    {
        var test = new TestWorld();
        test.Diary.FailingActivations = 1;

        test.Run(async () =>
        {
            var waiting = new[] { test.Grain().Do("first"), test.Grain().Do("second") };
            await Assert.ThrowsAsync<InvalidDataException>(() => waiting[0]);
            await test.Wait(1);
            Assert.Equal("life 2", await test.Grain().Look());
        });
    }

    [Fact]
    public void Work_that_waits_when_an_activation_ends_is_done_by_the_next_one()
    {
        var test = new TestWorld();

        var lines = test.Run(async () =>
        {
            var begun = test.Grain().Do("begun", "gate");
            await test.Wait(1);
            var end = test.Grain().End();
            await test.Wait(1);
            var waiting = test.Grain().Do("waiting");
            await test.Wait(1);
            test.Diary.Gate("gate").SetResult();
            await Task.WhenAll(begun, end, waiting);
        });

        Assert.Equal(
            [
                "activate a life 1", "begun begins", "begun ends in life 1", "deactivate life 1 ApplicationRequested",
                "activate a life 2", "waiting begins", "waiting ends in life 2",
            ],
            lines);
    }

    [Fact]
    public void An_idle_activation_is_collected_after_the_age_of_its_class()
    {
        var test = new TestWorld();

        var lines = test.Run(async () =>
        {
            await test.Grain().Do("once");
            await test.Wait(100);
            Assert.Equal("life 1", await test.Grain().Look());
            await test.Wait(100);
            Assert.Equal("life 1", await test.Grain().Look());
            await test.Wait(150);
        });

        Assert.Equal("deactivate life 1 ActivationIdle", lines[^1]);
    }

    [Fact]
    public void An_activation_stays_as_long_as_it_asked_for()
    {
        var test = new TestWorld();

        var lines = test.Run(async () =>
        {
            await test.Grain().Keep(TimeSpan.FromMinutes(10));
            await test.Wait(590);
            Assert.Equal(["activate a life 1"], test.Diary.Lines);
            await test.Wait(60);
        });

        Assert.Equal("deactivate life 1 ActivationIdle", lines[^1]);
    }

    [Fact]
    public void A_request_that_never_ends_times_out_for_its_caller_and_for_those_behind_it()
    {
        var test = new TestWorld();

        test.Run(async () =>
        {
            var stuck = test.Grain().Do("stuck", "gate");
            var behind = test.Grain().Do("behind", "gate");
            await Assert.ThrowsAsync<TimeoutException>(() => stuck);
            await Assert.ThrowsAsync<TimeoutException>(() => behind);
        });

        Assert.InRange(test.World.Report.Time.TotalSeconds, 30, 31);
    }

    [Fact]
    public void More_requests_than_the_limit_are_refused_at_once()
    {
        var test = new TestWorld(configure: o => o.ConfigureSilos = silo => silo.ActivationQueueLimit = 3);

        test.Run(async () =>
        {
            var calls = Enumerable.Range(0, 5).Select(i => test.Grain().Do($"{i}", "gate")).ToArray();
            await test.Wait(1);
            Assert.Equal(2, calls.Count(call => call.Exception?.InnerException is LimitExceededException));
            test.Diary.Gate("gate").SetResult();
            await test.Wait(1);
            Assert.Equal(3, calls.Count(call => call.IsCompletedSuccessfully));
        });
    }

    [Fact]
    public void Exceptions_keep_their_type_and_keys_their_value()
    {
        var test = new TestWorld();
        var id = Guid.Parse("0196f2a0-0000-7000-8000-000000000001");

        test.Run(async () =>
        {
            await Assert.ThrowsAsync<KeyNotFoundException>(() => test.Grain().Throw(new KeyNotFoundException()));
            await Assert.ThrowsAsync<TaskCanceledException>(() => test.Grain().Throw(new TaskCanceledException()));
            Assert.Equal("a", await test.Grain().Key());
            Assert.Equal("a", test.Grain().GetPrimaryKeyString());
            Assert.Equal(id, await test.World.Client.GetGrain<INumbered>(id).Key());
            Assert.Equal(test.Grain(), test.Grain());
            Assert.NotEqual(test.Grain(), test.Grain("b"));
        });
    }

    [Fact]
    public void A_timer_ends_with_its_activation()
    {
        var test = new TestWorld();

        var lines = test.Run(async () =>
        {
            await test.Grain().Tick(TimeSpan.FromSeconds(1), interleave: false);
            await test.Wait(3.5);
            await test.Grain().End();
            await test.Wait(10);
        });

        Assert.Equal(3, lines.Count(line => line.StartsWith("tick", StringComparison.Ordinal)) / 2);
    }

    [Fact]
    public async Task A_host_serves_calls_and_lets_activations_end_when_it_stops()
    {
        var diary = new Diary();
        await using var services = new ServiceCollection()
            .AddSingleton(diary)
            .AddSimulatedSilo(options => options.GrainAssemblies.Add(typeof(WorkGrain).Assembly))
            .BuildServiceProvider();
        var silo = services.GetRequiredService<Microsoft.Extensions.Hosting.IHostedService>();
        await silo.StartAsync(TestContext.Current.CancellationToken);
        var grain = services.GetRequiredService<IGrainFactory>().GetGrain<IReentrantWork>("a");

        var slow = grain.Do("slow", "gate");
        await grain.Do("fast");
        var stop = silo.StopAsync(TestContext.Current.CancellationToken);
        diary.Gate("gate").SetResult();
        await stop;

        Assert.Equal(2, await slow);
        Assert.Equal("deactivate life 1 ShuttingDown", diary.Lines[^1]);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => grain.Do("late"));
    }

    [Fact]
    public async Task On_threads_the_turns_of_a_reentrant_grain_never_run_in_parallel()
    {
        await using var services = new ServiceCollection()
            .AddSimulatedSilo(options => options.GrainAssemblies.Add(typeof(OverlapGrain).Assembly))
            .BuildServiceProvider();
        var grains = services.GetRequiredService<IGrainFactory>();

        var callers = Enumerable.Range(0, 32).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
                await grains.GetGrain<IOverlap>("a").Add();
        }));
        await Task.WhenAll(callers);

        // Each request adds to a plain field in several turns; a lost update would be a parallel turn.
        Assert.Equal((32 * 200 * 5, 0), await grains.GetGrain<IOverlap>("a").Total());
    }
}

internal interface IOverlap : IGrainWithStringKey
{
    Task Add();

    Task<(int Sum, int Overlaps)> Total();
}

[Orleans.Concurrency.Reentrant]
internal sealed class OverlapGrain : Grain, IOverlap
{
    private int _sum;
    private int _inside;
    private int _overlaps;

    public async Task Add()
    {
        for (var i = 0; i < 5; i++)
        {
            if (Interlocked.Increment(ref _inside) > 1)
                _overlaps++;

            _sum++;
            Interlocked.Decrement(ref _inside);
            await Task.Yield();
        }
    }

    public Task<(int Sum, int Overlaps)> Total() => Task.FromResult((_sum, _overlaps));
}
