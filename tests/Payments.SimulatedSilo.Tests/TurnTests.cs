using Orleans.Runtime;

namespace Payments.SimulatedSilo.Tests;

/// <summary>In which order the requests of one activation begin and end.</summary>
public sealed class TurnTests
{
    [Fact]
    public void A_request_begins_when_the_one_before_it_has_ended()
    {
        var test = new TestWorld();

        var lines = test.Run(async () =>
        {
            var (first, second) = (test.Grain().Do("first", "gate"), test.Grain().Do("second"));
            await test.Wait(1);
            test.Diary.Gate("gate").SetResult();
            await Task.WhenAll(first, second);
        });

        // The network may turn the two around; the grain never mixes them.
        var words = lines.Skip(1).Select(line => line.Split(' ')).ToArray();
        Assert.Equal(["begins", "ends", "begins", "ends"], words.Select(word => word[1]));
        Assert.Equal(words[0][0], words[1][0]);
        Assert.Equal(words[2][0], words[3][0]);
    }

    [Fact]
    public void Requests_to_a_reentrant_grain_interleave_where_they_await()
    {
        var test = new TestWorld();

        var lines = test.Run(async () =>
        {
            var first = test.Reentrant().Do("first", "gate");
            await test.Wait(1);
            await test.Reentrant().Do("second");
            test.Diary.Gate("gate").SetResult();
            await first;
        });

        Assert.Equal(
            ["first begins", "second begins", "second ends in life 1", "first ends in life 1"], lines.Skip(1));
    }

    [Fact]
    public void An_always_interleaving_method_answers_while_another_request_awaits()
    {
        var test = new TestWorld();

        test.Run(async () =>
        {
            var first = test.Grain().Do("first", "gate");
            await test.Wait(1);
            Assert.Equal("life 1", await test.Grain().Look());
            Assert.False(first.IsCompleted);
            test.Diary.Gate("gate").SetResult();
            await first;
        });
    }

    [Fact]
    public void Readers_interleave_with_readers_but_not_with_writers()
    {
        var test = new TestWorld();

        var lines = test.Run(async () =>
        {
            var reader = test.Grain().Read("reader", "gate");
            await test.Wait(1);
            var other = test.Grain().Read("other", "gate");
            await test.Wait(1);
            var writer = test.Grain().Do("writer");
            await test.Wait(1);
            test.Diary.Gate("gate").SetResult();
            await Task.WhenAll(reader, other, writer);
        });

        Assert.Equal(["reader begins", "other begins"], lines.Skip(1).Take(2));
        Assert.Equal(["writer begins", "writer ends in life 1"], lines.TakeLast(2));
    }

    [Fact]
    public void Timer_callbacks_are_requests_like_others_unless_they_interleave()
    {
        var test = new TestWorld();

        var lines = test.Run(async () =>
        {
            await test.Grain("calm").Tick(TimeSpan.FromSeconds(10), interleave: false);
            await test.Grain("wild").Tick(TimeSpan.FromSeconds(10), interleave: true);
            var busy = new[] { test.Grain("calm").Do("calm", "gate"), test.Grain("wild").Do("wild", "gate") };
            await test.Wait(25);
            test.Diary.Gate("gate").SetResult();
            await Task.WhenAll(busy);
            await test.Wait(1);
        });

        Assert.Equal(1, lines.Count(line => line.StartsWith("tick 2 begins", StringComparison.Ordinal)));
        Assert.Equal(2, lines.Count(line => line.StartsWith("tick 1 begins", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_one_way_call_returns_before_the_grain_has_done_it()
    {
        var test = new TestWorld();

        var lines = test.Run(async () =>
        {
            await test.Grain().Tell("told");
            Assert.Empty(test.Diary.Lines);
            await test.Wait(1);
        });

        Assert.Contains("told ends in life 1", lines);
    }

    [Fact]
    public void The_request_context_goes_with_the_call_and_not_back()
    {
        var test = new TestWorld();

        test.Run(async () =>
        {
            RequestContext.Set("request", "r-1");
            Assert.Equal("r-1", await test.Grain().Context("request"));
            RequestContext.Clear();
            Assert.Null(await test.Grain().Context("request"));
        });
    }

    [Fact]
    public void A_callers_own_ambient_values_do_not_reach_the_grain()
    {
        var test = new TestWorld();
        var ambient = new AsyncLocal<string?>();
        string? seen = "nothing";

        test.Run(async () =>
        {
            ambient.Value = "the caller's";
            await test.World.StartClient("other", () =>
            {
                seen = ambient.Value;
                return Task.CompletedTask;
            });
        });

        Assert.Null(seen);
    }
}
