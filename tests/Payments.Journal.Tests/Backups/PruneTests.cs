using System.Text.RegularExpressions;

namespace Payments.Journal.Tests.Backups;

/// <summary>An archive that only grows fills its disk, and PostgreSQL then stops: what is too old goes, and nothing else.</summary>
public sealed partial class PruneTests(BackedUpServer server) : IClassFixture<BackedUpServer>
{
    [Fact]
    public async Task Old_backups_and_their_log_go_and_the_newest_restores()
    {
        var journal = (await TestTown.BuildAsync(server.Database, seed: 7, rounds: 1)).Journal;
        var old = Path.Combine(server.Backups, "20200101T000000Z");
        Directory.Move(await server.BackUpAsync(), old);
        var (source, destination, _) = await journal.OpenAndMoveAsync(100);
        await server.ArchiveAsync();
        Directory.CreateDirectory(Path.Combine(server.Backups, "20200102T000000Z.part"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => server.PruneAsync(server.Archive, "1"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => server.PruneAsync(server.Backups, "0"));
        await server.PruneAsync(server.Backups, "1");
        Assert.Contains(Segments(), segment => segment == FirstSegmentOf(old));

        var newest = await server.BackUpAndPruneAsync(keep: 1);
        Assert.False(Directory.Exists(old));
        // One that is under way at this moment looks the same.
        Assert.True(Directory.Exists(Path.Combine(server.Backups, "20200102T000000Z.part")));
        Assert.All(Segments(), segment => Assert.True(string.CompareOrdinal(segment, FirstSegmentOf(newest)) >= 0, segment));

        await journal.MoveAsync(source, destination, 20);
        await server.ArchiveAsync();
        var balance = await BalanceAsync(destination);
        await server.LoseAndRestoreAsync();
        Assert.Equal(balance, await BalanceAsync(destination));
    }

    private IReadOnlyList<string> Segments() =>
        [.. Directory.GetFiles(server.Archive).Select(path => Path.GetFileName(path)).Where(name => Segment().IsMatch(name))];

    private static string FirstSegmentOf(string backup) =>
        FirstSegment().Match(File.ReadAllText(Path.Combine(backup, "backup_label"))).Groups[1].Value;

    private Task<long> BalanceAsync(Guid account) => server.Database.ScalarAsync<long>("SELECT posted FROM balance WHERE account_id = $1", account);

    [GeneratedRegex("^[0-9A-F]{24}$")]
    private static partial Regex Segment();

    [GeneratedRegex(@"^START WAL LOCATION: .*\(file ([0-9A-F]{24})\)$", RegexOptions.Multiline)]
    private static partial Regex FirstSegment();
}
