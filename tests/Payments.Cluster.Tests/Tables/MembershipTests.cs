namespace Payments.Cluster.Tests.Tables;

/// <summary>Which silos there are, on our SQL: nobody changes what they have not seen, and nothing is lost to a late writer.</summary>
public sealed class MembershipTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>
{
    [Fact]
    public async Task A_new_cluster_has_a_version_and_no_silos()
    {
        using var table = await MembershipTable.OpenAsync(database.ConnectionString);

        // A second silo that starts finds it made.
        await table.Rows.InitializeMembershipTable(tryInitTableVersion: true);
        var data = await table.Rows.ReadAll();

        Assert.Empty(data.Members);
        Assert.Equal(0, data.Version.Version);
    }

    [Fact]
    public async Task A_silo_reads_back_as_it_was_written()
    {
        using var table = await MembershipTable.OpenAsync(database.ConnectionString);
        var written = MembershipTable.Silo(1);
        await table.AddAsync(written);
        await table.AddAsync(MembershipTable.Silo(2));

        var (read, _, version) = await table.ReadAsync(written);

        Assert.Equal(2, version.Version);
        Assert.Equal(2, (await table.Rows.ReadAll()).Members.Count);
        Assert.Equal(
            (written.SiloAddress, "silo-1", "here", SiloStatus.Active, 30_001, written.StartTime, written.IAmAliveTime),
            (read.SiloAddress, read.SiloName, read.HostName, read.Status, read.ProxyPort, read.StartTime, read.IAmAliveTime));
        Assert.Null(read.SuspectTimes);
        Assert.Empty((await table.Rows.ReadRow(MembershipTable.Silo(3).SiloAddress)).Members);
    }

    [Fact]
    public async Task A_silo_is_added_once_and_only_on_top_of_the_newest_version()
    {
        using var table = await MembershipTable.OpenAsync(database.ConnectionString);
        var old = (await table.Rows.ReadAll()).Version.Next();
        await table.AddAsync(MembershipTable.Silo(1));

        Assert.False(await table.Rows.InsertRow(MembershipTable.Silo(2), old));
        Assert.False(await table.Rows.InsertRow(MembershipTable.Silo(1), (await table.Rows.ReadAll()).Version.Next()));
        var data = await table.Rows.ReadAll();

        Assert.Single(data.Members);
        Assert.Equal(1, data.Version.Version);
    }

    [Fact]
    public async Task A_change_carries_the_suspicions_and_moves_the_version()
    {
        using var table = await MembershipTable.OpenAsync(database.ConnectionString);
        await table.AddAsync(MembershipTable.Silo(1));
        var (silo, etag, version) = await table.ReadAsync(MembershipTable.Silo(1));
        silo.Status = SiloStatus.Dead;
        silo.SuspectTimes = [Tuple.Create(MembershipTable.Silo(2).SiloAddress, MembershipTable.Second(5))];

        Assert.True(await table.Rows.UpdateRow(silo, etag, version.Next()));
        var (changed, _, next) = await table.ReadAsync(silo);

        Assert.Equal((SiloStatus.Dead, 2), (changed.Status, next.Version));
        Assert.Equal(silo.SuspectTimes, changed.SuspectTimes);
    }

    [Fact]
    public async Task A_change_on_top_of_an_old_version_or_of_no_row_is_refused()
    {
        using var table = await MembershipTable.OpenAsync(database.ConnectionString);
        await table.AddAsync(MembershipTable.Silo(1));
        var (silo, etag, old) = await table.ReadAsync(MembershipTable.Silo(1));
        await table.AddAsync(MembershipTable.Silo(2));
        silo.Status = SiloStatus.Dead;

        Assert.False(await table.Rows.UpdateRow(silo, etag, old.Next()));
        Assert.False(await table.Rows.UpdateRow(MembershipTable.Silo(3), etag, (await table.Rows.ReadAll()).Version.Next()));
        var (read, _, version) = await table.ReadAsync(silo);

        Assert.Equal((SiloStatus.Active, 2), (read.Status, version.Version));
    }

    [Fact]
    public async Task Of_many_who_change_at_once_on_top_of_one_version_one_succeeds()
    {
        using var table = await MembershipTable.OpenAsync(database.ConnectionString);
        await table.AddAsync(MembershipTable.Silo(1));
        var (_, etag, version) = await table.ReadAsync(MembershipTable.Silo(1));

        var tries = await Task.WhenAll(Enumerable.Range(1, 24).Select(number => Task.Run(() => number % 2 == 0
            ? table.Rows.InsertRow(MembershipTable.Silo(100 + number), version.Next())
            : table.Rows.UpdateRow(MembershipTable.Silo(1, SiloStatus.ShuttingDown), etag, version.Next()))));

        Assert.Single(tries, true);
        Assert.Equal(2, (await table.Rows.ReadAll()).Version.Version);
    }

    [Fact]
    public async Task A_sign_of_life_leaves_the_version_alone_and_a_late_vote_does_not_take_it_back()
    {
        using var table = await MembershipTable.OpenAsync(database.ConnectionString);
        await table.AddAsync(MembershipTable.Silo(1));
        var (seen, etag, version) = await table.ReadAsync(MembershipTable.Silo(1));
        var alive = MembershipTable.Silo(1);
        alive.IAmAliveTime = MembershipTable.Second(9);
        await table.Rows.UpdateIAmAlive(alive);

        // seen is a copy from before.
        Assert.True(await table.Rows.UpdateRow(seen, etag, version.Next()));
        var (read, _, next) = await table.ReadAsync(alive);

        Assert.Equal((MembershipTable.Second(9), 2), (read.IAmAliveTime, next.Version));
    }

    [Fact]
    public async Task Front_ends_are_told_of_active_silos_with_a_gateway()
    {
        using var table = await MembershipTable.OpenAsync(database.ConnectionString);
        var closed = MembershipTable.Silo(3);
        closed.ProxyPort = 0;
        await table.AddAsync(MembershipTable.Silo(1));
        await table.AddAsync(MembershipTable.Silo(2, SiloStatus.Joining));
        await table.AddAsync(closed);
        await table.AddAsync(MembershipTable.Silo(4, SiloStatus.Dead));

        var gateway = Assert.Single(await table.Gateways.GetGateways());

        Assert.Equal(30_001, gateway.Port);
    }

    [Fact]
    public async Task Rows_of_the_dead_are_cleaned_up_when_they_are_old()
    {
        using var table = await MembershipTable.OpenAsync(database.ConnectionString);
        var lately = MembershipTable.Silo(2, SiloStatus.Dead);
        lately.IAmAliveTime = MembershipTable.Second(60);
        await table.AddAsync(MembershipTable.Silo(1, SiloStatus.Dead));
        await table.AddAsync(lately);
        await table.AddAsync(MembershipTable.Silo(3));
        await table.AddAsync(MembershipTable.Silo(4, SiloStatus.ShuttingDown));
        using var other = await MembershipTable.OpenAsync(database.ConnectionString);
        await other.AddAsync(MembershipTable.Silo(1, SiloStatus.Dead));

        await table.Rows.CleanupDefunctSiloEntries(MembershipTable.Second(30));

        Assert.Equal(["silo-2", "silo-3", "silo-4"], (await table.Rows.ReadAll()).Members.Select(row => row.Item1.SiloName).Order());
        Assert.Single((await other.Rows.ReadAll()).Members);
    }
}
