using Payments.Journal.Operations;

namespace Payments.Journal.Tests.Operations;

/// <summary>The record of drains also decides which silo may be drained: one is always left.</summary>
public sealed class OperatorActionTests(PostgresFixture server)
{
    private static readonly Origin Admin = new()
    {
        TenantId = Guid.Empty, Actor = "adm_root", Role = Role.Admin, Address = "10.0.0.9", UserAgent = "test", RequestId = "req_1",
    };

    [Fact]
    public async Task A_drain_is_recorded_once_with_who_asked_for_it()
    {
        await using var database = await server.CreateDatabaseAsync();
        var actions = new OperatorActions(database.Connections.Writer);

        Assert.True(await actions.TryRecordDrainAsync("one@1", ["one@1", "two@1"], Admin, default));
        Assert.True(await actions.TryRecordDrainAsync("one@1", ["one@1", "two@1"], Admin, default));

        Assert.Equal("silo.drain one@1 adm_root 5 10.0.0.9 test req_1", await database.ScalarAsync<string>(
            "SELECT string_agg(concat_ws(' ', action, target, actor, role, address, user_agent, request_id), '; ') FROM operator_action"));
    }

    [Fact]
    public async Task The_last_silo_stays()
    {
        await using var database = await server.CreateDatabaseAsync();
        var actions = new OperatorActions(database.Connections.Writer);

        Assert.False(await actions.TryRecordDrainAsync("one@1", ["one@1"], Admin, default));
        Assert.Equal(0L, await database.ScalarAsync<long>("SELECT count(*) FROM operator_action"));
    }

    [Fact]
    public async Task A_silo_that_drains_already_is_nobody_to_hand_over_to()
    {
        await using var database = await server.CreateDatabaseAsync();
        var actions = new OperatorActions(database.Connections.Writer);
        string[] silos = ["one@1", "two@1", "three@1"];

        var drained = await Task.WhenAll(silos.Select(silo => actions.TryRecordDrainAsync(silo, silos, Admin, default)));

        Assert.Equal(2, drained.Count(isDrained => isDrained));
        Assert.Equal(2L, await database.ScalarAsync<long>("SELECT count(*) FROM operator_action"));
    }

    [Fact]
    public async Task The_next_run_of_a_drained_silo_counts_again()
    {
        await using var database = await server.CreateDatabaseAsync();
        var actions = new OperatorActions(database.Connections.Writer);
        await actions.TryRecordDrainAsync("one@1", ["one@1", "two@1"], Admin, default);

        Assert.True(await actions.TryRecordDrainAsync("two@1", ["one@2", "two@1"], Admin, default));
    }
}
