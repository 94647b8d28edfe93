using Orleans.Storage;

namespace Payments.Cluster.Tests.Tables;

/// <summary>Grain state that is not money, on our SQL: of two writers who have read the same, the second one is refused.</summary>
public sealed class GrainStorageTests(StateSilo silo) : IClassFixture<StateSilo>
{
    private const string Type = "subscriptions";

    /// <summary>A key of each form: a number, a GUID, a text, and a number with a text.</summary>
    public static TheoryData<string> Keys => [$"{long.MaxValue:X}", $"{Guid.NewGuid():N}", "a name/with:signs", $"{7:X}+extension"];

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task State_reads_back_as_it_was_written(string key)
    {
        var grain = GrainId.Create("kept", key);
        Assert.False((await ReadAsync(silo.Storage, grain)).RecordExists);
        await WriteAsync(silo.Storage, grain, New("first"));

        var read = await ReadAsync(silo.Storage, grain);

        Assert.True(read.RecordExists);
        Assert.Equal("first", read.State!.Text);
        Assert.False((await ReadAsync(silo.Storage, GrainId.Create("kept", key + "1"))).RecordExists);
    }

    [Fact]
    public async Task A_writer_that_has_not_seen_the_newest_state_is_refused()
    {
        var grain = NewGrain();
        await WriteAsync(silo.Storage, grain, New("first"));
        var (early, late) = (await ReadAsync(silo.Storage, grain), await ReadAsync(silo.Storage, grain));
        early.State!.Text = "second";
        await WriteAsync(silo.Storage, grain, early);
        late.State!.Text = "lost";

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(silo.Storage, grain, late));
        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(silo.Storage, grain, New("lost too")));
        await Assert.ThrowsAsync<InconsistentStateException>(() => silo.Storage.ClearStateAsync(Type, grain, late));

        Assert.Equal("second", (await ReadAsync(silo.Storage, grain)).State!.Text);
    }

    [Fact]
    public async Task Of_many_who_write_first_at_once_one_succeeds()
    {
        var grain = NewGrain();

        var tries = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => Task.Run(async () =>
            await Record.ExceptionAsync(() => WriteAsync(silo.Storage, grain, New($"{number}"))))));

        Assert.Single(tries, outcome => outcome is null);
        Assert.All(tries.Where(outcome => outcome is not null), outcome => Assert.IsType<InconsistentStateException>(outcome));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cleared_state_is_gone_and_can_be_written_again(bool deletes)
    {
        var (storage, grain) = (deletes ? silo.DeletingStorage : silo.Storage, NewGrain());
        var state = New("first");
        await WriteAsync(storage, grain, state);
        var old = await ReadAsync(storage, grain);

        await storage.ClearStateAsync(Type, grain, state);
        Assert.False((await ReadAsync(storage, grain)).RecordExists);
        state.State!.Text = "again";
        await WriteAsync(storage, grain, state);

        Assert.Equal("again", (await ReadAsync(storage, grain)).State!.Text);
        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(storage, grain, old));
    }

    private static GrainId NewGrain() => GrainId.Create("kept", $"{Guid.NewGuid():N}");

    private static GrainState<Note> New(string text) => new() { State = new Note { Text = text } };

    private static Task WriteAsync(IGrainStorage storage, GrainId grain, GrainState<Note> state) =>
        storage.WriteStateAsync(Type, grain, state);

    private static async Task<GrainState<Note>> ReadAsync(IGrainStorage storage, GrainId grain)
    {
        var state = New("");
        await storage.ReadStateAsync(Type, grain, state);
        return state;
    }
}

/// <summary>What a grain might keep.</summary>
[GenerateSerializer, Alias("test.note")]
public sealed class Note
{
    [Id(0)] public string Text { get; set; } = "";
}
