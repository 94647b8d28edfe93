using Orleans.Runtime;
using Payments.SimulatedSilo.Simulation;

namespace Payments.SimulatedSilo.Tests;

/// <summary>What callers see of each fault, and what the grains have done.</summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData(SiloFault.CallLost, false)]
    [InlineData(SiloFault.ReplyLost, true)]
    [InlineData(SiloFault.ReplyLate, true)]
    public void A_lost_or_late_message_is_a_timeout_with_an_unknown_outcome(string fault, bool wasExecuted)
    {
        var test = new TestWorld();
        test.World.Faults.FireNext(fault);

        var lines = test.Run(async () =>
        {
            await Assert.ThrowsAsync<TimeoutException>(() => test.Grain().Do("it"));
            await test.Wait(5);
        });

        Assert.Equal(wasExecuted, lines.Contains("it ends in life 1"));
        Assert.Equal(1, test.World.Report.Faults[fault]);
    }

    [Fact]
    public void A_rejected_call_has_not_reached_the_grain()
    {
        var test = new TestWorld();
        test.World.Faults.FireNext(SiloFault.CallRejected);

        var lines = test.Run(() =>
            Assert.ThrowsAsync<OrleansMessageRejectionException>(() => test.Grain().Do("it")));

        Assert.Empty(lines);
    }

    [Fact]
    public void A_delayed_call_is_overtaken()
    {
        var test = new TestWorld();
        test.World.Faults.FireNext(SiloFault.CallDelayed);

        var lines = test.Run(() => Task.WhenAll(test.Grain().Do("first"), test.Grain().Do("second")));

        Assert.Equal("second begins", lines[1]);
    }

    [Fact]
    public void After_a_crash_nothing_of_the_silo_runs_and_its_grains_live_elsewhere()
    {
        var test = new TestWorld(silos: 2);

        var lines = test.Run(async () =>
        {
            await test.Grain().Tick(TimeSpan.FromSeconds(1), interleave: true);
            var begun = test.Grain().Do("begun", "gate");
            await test.Wait(0.5);
            var home = test.World.Silos.Single(silo => silo.IsActive(test.Grain()));
            home.Crash();
            test.Diary.Gate("gate").SetResult();
            await Assert.ThrowsAsync<SiloUnavailableException>(() => begun);
            Assert.Equal("life 2", await test.Grain().Look());
        });

        Assert.Equal(["activate a life 1", "begun begins", "activate a life 2"], lines);
    }

    [Fact]
    public void A_crash_at_an_exact_line_leaves_the_next_line_undone()
    {
        var test = new TestWorld(silos: 2);

        var lines = test.Run(async () =>
        {
            await Assert.ThrowsAnyAsync<Exception>(() => test.Grain().CrashInTheMiddle());
            await test.Wait(60);
        });

        Assert.Equal(["activate a life 1", "before the crash"], lines);
    }

    [Fact]
    public void A_restarted_silo_has_new_services_and_runs_its_loops_again()
    {
        var starts = 0;
        var world = new SimulationWorld(1, new SimulationOptions());
        var silo = world.AddSilo("silo", start: silo => silo.StartBackground("loop", async () =>
        {
            starts++;
            await Task.Delay(Timeout.InfiniteTimeSpan, silo.Time);
        }));

        world.Run(async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), world.Time);
            var services = silo.Services;
            silo.Restart();
            await Task.Delay(TimeSpan.FromSeconds(1), world.Time);
            Assert.NotSame(services, silo.Services);
        });

        Assert.Equal((2, 2), (starts, silo.Starts));
    }

    [Fact]
    public void A_duplicate_activation_answers_beside_the_first_until_one_ends()
    {
        var test = new TestWorld(silos: 3);

        test.Run(async () =>
        {
            Assert.Equal("life 1", await test.Grain().Look());
            test.World.DuplicateActivation(test.Grain());
            var seen = new HashSet<string>();
            for (var i = 0; i < 40; i++)
                seen.Add(await test.Grain().Look());
            Assert.Equal(["life 1", "life 2"], seen.Order());

            await test.Grain().End();
            await test.Wait(1);
            seen.Clear();
            for (var i = 0; i < 40; i++)
                seen.Add(await test.Grain().Look());
            Assert.Single(seen);
        });
    }

    [Fact]
    public void A_directory_that_forgets_makes_duplicates_by_chance()
    {
        var test = new TestWorld(silos: 3);
        test.World.Faults.Set(SiloFault.DuplicateActivation, probability: 1, atMost: 1);

        test.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
                await test.Grain().Look();
        });

        Assert.Equal(2, test.Diary.Made);
    }

    [Fact]
    public void A_paused_silo_that_was_declared_dead_finishes_what_it_had_begun()
    {
        var test = new TestWorld(silos: 2);

        var lines = test.Run(async () =>
        {
            var begun = test.Grain().Do("begun", "gate");
            await test.Wait(1);
            var home = test.World.Silos.Single(silo => silo.IsActive(test.Grain()));
            home.Pause();
            home.DeclareDead();
            await Assert.ThrowsAsync<SiloUnavailableException>(() => begun);
            test.Diary.Gate("gate").SetResult();
            await test.Grain().Do("other");
            await test.Wait(5);
            Assert.DoesNotContain("begun ends in life 1", test.Diary.Lines);
            home.Resume();
            await test.Wait(1);
        });

        Assert.Equal("begun ends in life 1", lines[^1]);
    }

    [Fact]
    public void A_silo_that_stops_in_order_loses_no_call()
    {
        var test = new TestWorld(silos: 2);

        test.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
                await test.Grain($"{i}").Do("warm");

            var stop = test.World.Silos[0].StopAsync();
            for (var round = 0; round < 5; round++)
                await Task.WhenAll(Enumerable.Range(0, 20).Select(i => test.Grain($"{i}").Do("more")));

            await stop;
            Assert.False(test.World.Silos[0].IsUp);
        });
    }

    [Fact]
    public void A_wrong_wall_clock_moves_the_date_and_not_the_timers()
    {
        var test = new TestWorld();
        var silo = test.World.Silos[0];

        test.Run(async () =>
        {
            silo.ClockOffset = TimeSpan.FromHours(1);
            Assert.Equal(TimeSpan.FromHours(1), silo.Time.GetUtcNow() - test.World.Time.GetUtcNow());
            var delay = Task.Delay(TimeSpan.FromSeconds(1), silo.Time);
            await test.Wait(1.1);
            Assert.True(delay.IsCompletedSuccessfully);
        });
    }

    [Fact]
    public void Disabled_faults_do_not_fire_and_limits_hold()
    {
        var world = new SimulationWorld(1, new SimulationOptions());
        world.Faults.Set("journal.commit.ambiguous", probability: 1, atMost: 2).Set("never", probability: 0);

        var fired = Enumerable.Range(0, 5).Count(_ => world.ShouldFire("journal.commit.ambiguous"));
        world.Faults.IsEnabled = false;
        world.Faults.Set("journal.commit.ambiguous", probability: 1);

        Assert.Equal(2, fired);
        Assert.False(world.ShouldFire("journal.commit.ambiguous"));
        Assert.False(world.ShouldFire("never"));
        Assert.Equal(0, world.Report.Faults["never"]);
    }
}
