namespace Payments.Cluster.Tests.Tables;

/// <summary>Reminders on our SQL: found by grain and by stretch of the ring, deleted only by who knows the newest.</summary>
public sealed class ReminderTests(StateSilo silo) : IClassFixture<StateSilo>
{
    [Fact]
    public async Task A_reminder_reads_back_as_it_was_written()
    {
        var written = New(NewGrain(), "wake");
        written.Period = TimeSpan.FromDays(60);
        var etag = await silo.Reminders.UpsertRow(written);

        var read = await silo.Reminders.ReadRow(written.GrainId, "wake");

        Assert.Equal((written.GrainId, "wake", written.StartAt, written.Period, etag),
            (read!.GrainId, read.ReminderName, read.StartAt, read.Period, read.ETag));
        Assert.Null(await silo.Reminders.ReadRow(written.GrainId, "other"));
    }

    [Fact]
    public async Task A_grain_has_its_reminders_once_by_name()
    {
        var grain = NewGrain();
        await silo.Reminders.UpsertRow(New(grain, "one"));
        await silo.Reminders.UpsertRow(New(grain, "two"));
        var again = New(grain, "two");
        again.Period = TimeSpan.FromHours(3);
        await silo.Reminders.UpsertRow(again);

        var all = (await silo.Reminders.ReadRows(grain)).Reminders;

        Assert.Equal(["one", "two"], all.Select(row => row.ReminderName).Order());
        Assert.Equal(TimeSpan.FromHours(3), all.Single(row => row.ReminderName == "two").Period);
    }

    [Fact]
    public async Task A_reminder_is_deleted_by_who_knows_its_version()
    {
        var grain = NewGrain();
        var old = await silo.Reminders.UpsertRow(New(grain, "wake"));
        var newer = await silo.Reminders.UpsertRow(New(grain, "wake"));

        Assert.False(await silo.Reminders.RemoveRow(grain, "wake", old!));
        Assert.True(await silo.Reminders.RemoveRow(grain, "wake", newer!));
        Assert.False(await silo.Reminders.RemoveRow(grain, "wake", newer!));

        // Made anew, it does not answer to a version from before.
        await silo.Reminders.UpsertRow(New(grain, "wake"));
        Assert.False(await silo.Reminders.RemoveRow(grain, "wake", old!));
    }

    [Fact]
    public async Task Every_division_of_the_ring_finds_each_reminder_once()
    {
        var grains = Enumerable.Range(0, 200).Select(_ => NewGrain()).ToList();
        foreach (var grain in grains)
        {
            await silo.Reminders.UpsertRow(New(grain, "ring"));
        }

        // The middle of the unsigned ring is where signed numbers turn over; the last stretch goes around its end.
        foreach (uint[] ends in new uint[][] { [0x7000_0000, 0x9000_0000], [1, 0x8000_0000, 0xFFFF_FFFF], [0x1234_5678] })
        {
            List<GrainId> found = [];
            for (var index = 0; index < ends.Length; index++)
            {
                var (begin, end) = (ends[index], ends[(index + 1) % ends.Length]);
                found.AddRange((await silo.Reminders.ReadRows(begin, end)).Reminders
                    .Where(row => row.ReminderName == "ring").Select(row => row.GrainId));
            }

            Assert.Equal(grains.Order(), found.Order());
        }
    }

    [Fact]
    public async Task A_stretch_is_without_its_beginning_and_with_its_end()
    {
        var grain = NewGrain();
        var hash = grain.GetUniformHashCode();
        await silo.Reminders.UpsertRow(New(grain, "edge"));

        Assert.True(await IsFoundAsync(hash - 1, hash));
        Assert.False(await IsFoundAsync(hash, hash + 1));

        async Task<bool> IsFoundAsync(uint begin, uint end) =>
            (await silo.Reminders.ReadRows(begin, end)).Reminders.Any(row => row.GrainId == grain);
    }

    private static GrainId NewGrain() => GrainId.Create("reminded", $"{Guid.NewGuid():N}");

    private static ReminderEntry New(GrainId grain, string name) => new()
    {
        GrainId = grain,
        ReminderName = name,
        StartAt = new DateTime(2026, 11, 21, 10, 0, 0, DateTimeKind.Utc),
        Period = TimeSpan.FromMinutes(1),
    };
}
