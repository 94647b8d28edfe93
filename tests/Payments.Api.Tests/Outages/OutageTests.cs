using Npgsql;
using Payments.Api.Tests.Sites;

namespace Payments.Api.Tests.Outages;

/// <summary>
/// PostgreSQL goes away for good, and comes back through its supervisor: what was answered is there, what was not answered
/// happens once, and /health/ready has told of it.
/// </summary>
[SameOnEitherRuntime]
public sealed class OutageTests
{
    private const int PaymentsMin = 100;
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task After_a_kill_of_all_of_PostgreSQL_s_processes_it_comes_back_with_everything_that_was_answered()
    {
        await using var folder = await ScratchFolder.CreateAsync();
        await using var postgres = await SupervisedPostgres.StartAsync(Path.Combine(folder.Path, "postgres"));

        await LiveThroughAsync(postgres, folder, _ => postgres.KillAllAsync());
    }

    [Fact]
    public async Task A_full_volume_is_healed_by_the_ballast_with_everything_that_was_answered()
    {
        await using var folder = await ScratchFolder.CreateAsync();
        var volume = Path.Combine(folder.Path, "volume");
        Assert.SkipUnless(await folder.TryMountAsync(volume, megabytes: 700), "a volume of its own takes root's right to mount");
        await using var postgres = await SupervisedPostgres.StartAsync(Path.Combine(volume, "postgres"));
        Assert.True(postgres.HasBallast);

        await LiveThroughAsync(postgres, folder, async isOut =>
        {
            Fill(Path.Combine(volume, "filler"));
            while (!await isOut())
            {
                // The payments would fill the log's last segment too, only later.
                await TrySwitchSegmentAsync(postgres.ConnectionString);
            }
        });

        Assert.False(postgres.HasBallast);
    }

    private static async Task LiveThroughAsync(SupervisedPostgres postgres, ScratchFolder folder, Func<Func<Task<bool>>, Task> breakAsync)
    {
        await using var site = await OutageSite.StartAsync(postgres.ConnectionString, Path.Combine(folder.Path, "data"));
        await using var payers = new Payers(site);
        payers.Start();
        await UntilAsync("payments are made", () => Task.FromResult(payers.Acknowledged.Count >= PaymentsMin));

        await breakAsync(async () => await site.ReadyStatusAsync() == 503);
        await UntilAsync("/health/ready tells of it", async () => await site.ReadyStatusAsync() == 503);
        await UntilAsync("the system is ready again", async () => await site.ReadyStatusAsync() == 200);
        var before = payers.Acknowledged.Count;
        await UntilAsync("payments are made again", () => Task.FromResult(payers.Acknowledged.Count >= before + PaymentsMin));
        await payers.StopAsync();
        // A short outage may be over before any client is told of it: /health/ready has told.
        await payers.SettleAsync();

        await Books.AssertWholeAsync(site, postgres.ConnectionString, payers);
    }

    private static Task UntilAsync(string what, Func<Task<bool>> isSo) => Waiting.UntilAsync(isSo, TimeMax, what);

    private static void Fill(string path)
    {
        var block = new byte[1 << 20];
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full, as it should be.
        }
    }

    private static async Task TrySwitchSegmentAsync(string connection)
    {
        try
        {
            await using var connections = NpgsqlDataSource.Create(connection + ";Pooling=false;Timeout=5");
            await using var command = connections.CreateCommand("SELECT pg_switch_wal()");
            await command.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException)
        {
            // It is going down, or is down.
        }
    }
}
