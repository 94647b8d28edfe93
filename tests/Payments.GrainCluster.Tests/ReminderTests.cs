using Npgsql;
using Payments.Journal.Connections;

namespace Payments.GrainCluster.Tests;

/// <summary>Reminders are in PostgreSQL: whoever has the silo's stretch of the ring after it goes on with them.</summary>
public sealed class ReminderTests
{
    private const int Reminders = 12;

    [Fact]
    public async Task Reminders_go_on_when_silos_that_ticked_for_them_die()
    {
        await using var cluster = await ThreeSilos.StartAsync();
        var ids = Enumerable.Range(0, Reminders).Select(_ => Guid.NewGuid()).ToList();
        await Task.WhenAll(ids.Select(id => cluster.Silos.Client.GetGrain<ITickingGrain>(id).BeginAsync()));
        await Eventually.TrueAsync(() => AllTickAsync(cluster, "SELECT count(DISTINCT grain) FROM ticked"), "all tick");

        // The one that is left had a third of the ring.
        await cluster.Silos.KillSiloAsync(cluster.Silos.Silos[2]);
        await cluster.Silos.KillSiloAsync(cluster.Silos.Silos[1]);
        await cluster.ExecuteAsync("TRUNCATE ticked");

        var left = cluster.Silos.Silos[0].Name;
        await Eventually.TrueAsync(
            () => AllTickAsync(cluster, "SELECT count(DISTINCT grain) FROM ticked WHERE silo = $1", left), "all tick in the silo that is left");
    }

    private static async Task<bool> AllTickAsync(ThreeSilos cluster, string query, params object[] values) =>
        await cluster.ScalarAsync<long>(query, values) == Reminders;
}

/// <summary>Writes down each tick and where it was.</summary>
internal sealed class TickingGrain(JournalConnections connections, ILocalSiloDetails silo) : Grain, ITickingGrain, IRemindable
{
    public Task BeginAsync() => this.RegisterOrUpdateReminder("tick", TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1));

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        await using var command = connections.Feed.CreateCommand("INSERT INTO ticked (grain, silo) VALUES ($1, $2)");
        command.Parameters.Add(new NpgsqlParameter { Value = this.GetPrimaryKey() });
        command.Parameters.Add(new NpgsqlParameter { Value = silo.Name });
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>Wants to be woken every second.</summary>
[Alias("test.ticking-grain")]
internal interface ITickingGrain : IGrainWithGuidKey
{
    /// <summary>Registers the reminder.</summary>
    [Alias("Begin")]
    Task BeginAsync();
}
