using Payments.Clocks;
using Payments.Journal.Connections;
using Payments.Journal.Observation;
using Payments.Proxies;

namespace Payments.Journal.Tests.Observation;

public sealed class ServerReachTests(PostgresFixture server)
{
    private readonly HandClock _clock = new();

    [Fact]
    public async Task It_tells_for_how_long_every_look_has_found_the_server()
    {
        await using var database = await server.CreateDatabaseAsync();
        using var reach = new ServerReach(database.Connections.Watch, _clock);
        Assert.Equal((null, null), (reach.ReachedFor, reach.MissedFor));

        await reach.LookAsync(CancellationToken.None);
        _clock.Move(TimeSpan.FromSeconds(3));
        await reach.LookAsync(CancellationToken.None);
        _clock.Move(TimeSpan.FromSeconds(4));

        Assert.Equal((TimeSpan.FromSeconds(7), null), (reach.ReachedFor, reach.MissedFor));
    }

    [Fact]
    public async Task A_look_that_finds_it_again_begins_anew()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var link = new Link(database);
        using var reach = await link.ReachedAsync(_clock);
        _clock.Move(TimeSpan.FromSeconds(60));

        link.Proxy.IsUnreachable = true;
        link.Proxy.Cut();
        await reach.LookAsync(CancellationToken.None);
        _clock.Move(TimeSpan.FromSeconds(5));
        await reach.LookAsync(CancellationToken.None);
        Assert.Equal((null, TimeSpan.FromSeconds(5)), (reach.ReachedFor, reach.MissedFor));
        Assert.Null(reach.ClockOffset);

        link.Proxy.IsUnreachable = false;
        await reach.LookAsync(CancellationToken.None);
        _clock.Move(TimeSpan.FromSeconds(2));
        Assert.Equal((TimeSpan.FromSeconds(2), null), (reach.ReachedFor, reach.MissedFor));
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_missed_before_the_look_has_ended_and_an_answer_that_late_is_none()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var link = new Link(database);
        using var reach = await link.ReachedAsync(_clock);
        _clock.Move(TimeSpan.FromSeconds(60));

        link.Proxy.Stall();
        var look = reach.LookAsync(CancellationToken.None);
        _clock.Move(TimeSpan.FromSeconds(3));
        Assert.Equal((null, TimeSpan.FromSeconds(3)), (reach.ReachedFor, reach.MissedFor));
        link.Proxy.Release();
        await look;
        Assert.Equal((null, TimeSpan.FromSeconds(3)), (reach.ReachedFor, reach.MissedFor));

        await reach.LookAsync(CancellationToken.None);
        Assert.Equal((TimeSpan.Zero, null), (reach.ReachedFor, reach.MissedFor));
    }

    [Fact]
    public async Task A_look_at_a_server_that_says_nothing_ends_by_itself()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var link = new Link(database);
        using var reach = await link.ReachedAsync(_clock);

        link.Proxy.Stall();
        await reach.LookAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(15));

        Assert.Null(reach.ReachedFor);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(90, 90)]
    [InlineData(-90, -90)]
    public async Task It_tells_how_far_the_clocks_are_apart(int seconds, int told)
    {
        await using var database = await server.CreateDatabaseAsync();
        using var reach = new ServerReach(database.Connections.Watch, new OtherClock(TimeSpan.FromSeconds(seconds)));
        await reach.LookAsync(CancellationToken.None);

        Assert.InRange(reach.ClockOffset!.Value.TotalSeconds, told - 1, told + 1);
    }

    [Theory]
    [InlineData(90, "ahead of")]
    [InlineData(-90, "behind")]
    public async Task Clocks_that_do_not_agree_are_refused(int seconds, string told)
    {
        await using var database = await server.CreateDatabaseAsync();
        var clock = new OtherClock(TimeSpan.FromSeconds(seconds));

        await ServerClock.RequireAgreementAsync(database.Connections.Watch, clock, TimeSpan.FromSeconds(100), CancellationToken.None);
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(
            () => ServerClock.RequireAgreementAsync(database.Connections.Watch, clock, TimeSpan.FromSeconds(1), CancellationToken.None));

        Assert.Matches($"clock is (90|89)[.][0-9] s {told} PostgreSQL's", refusal.Message);
    }

    /// <summary>A way to the database that can be cut.</summary>
    private sealed class Link : IAsyncDisposable
    {
        private readonly JournalConnections _connections;

        public Link(TestDatabase database)
        {
            Proxy = new PostgresProxy(database.ConnectionString);
            _connections = new JournalConnections(new JournalConnectionOptions { ConnectionString = Proxy.ConnectionString });
        }

        public PostgresProxy Proxy { get; }

        /// <summary>After a look that has found the server.</summary>
        public async Task<ServerReach> ReachedAsync(TimeProvider clock)
        {
            var reach = new ServerReach(_connections.Watch, clock);
            await reach.LookAsync(CancellationToken.None);
            return reach;
        }

        public async ValueTask DisposeAsync()
        {
            await _connections.DisposeAsync();
            await Proxy.DisposeAsync();
        }
    }

    /// <summary>A machine's clock that is wrong.</summary>
    private sealed class OtherClock(TimeSpan offset) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + offset;
    }
}
