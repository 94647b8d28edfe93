using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Payments.Clocks;
using Payments.Journal.Writing;

namespace Payments.Journal.Tests.Writing;

/// <summary>Commands that come thick share a transaction; a lone one does not wait for company.</summary>
public sealed class GroupingTests : IAsyncDisposable, IJournalStore, IMeterFactory
{
    private static readonly TimeSpan GroupFor = TimeSpan.FromSeconds(1);
    private static readonly JournalWriterOptions Options = new() { GroupFor = GroupFor, GroupFrom = 8, GroupSize = 20 };
    private readonly ConcurrentQueue<int> _sizes = new();
    private readonly HandClock _clock = new();
    private readonly JournalWriter _writer;

    public GroupingTests() =>
        _writer = new JournalWriter(this, Options, _clock, new JournalMetrics(this), NullLogger<JournalWriter>.Instance);

    [Fact]
    public async Task What_comes_one_by_one_is_not_held_up()
    {
        _writer.Start();
        for (var count = 0; count < 3; count++)
        {
            _clock.Move(GroupFor / 4);
            await Append(1);
        }

        Assert.Equal([1, 1, 1], _sizes);
    }

    [Fact]
    public async Task After_a_group_the_next_one_gathers_until_its_time()
    {
        await FirstGroupAsync();

        var second = Append(3);
        await UntilGatheringAsync(GroupFor);

        var third = Append(3);
        Assert.False(second.IsCompleted);
        _clock.Move(GroupFor);
        await Task.WhenAll(second, third);
        Assert.Equal([10, 6], _sizes);
    }

    [Fact]
    public async Task A_small_transaction_among_many_commands_does_not_let_the_next_ones_be_small()
    {
        await FirstGroupAsync();
        _clock.Move(GroupFor);
        await Append(1);

        var third = Append(1);
        await UntilGatheringAsync(GroupFor);
        _clock.Move(GroupFor);
        await third;
        Assert.Equal([10, 1, 1], _sizes);
    }

    [Fact]
    public async Task A_group_that_is_large_enough_does_not_wait()
    {
        await FirstGroupAsync();

        await Append(Options.GroupSize);
        Assert.Equal([10, Options.GroupSize], _sizes);
    }

    [Fact]
    public async Task A_group_gathers_no_longer_than_it_will_take_to_be_large_enough()
    {
        await FirstGroupAsync();
        _clock.Move(GroupFor / 5);

        // Ten came in a fifth of the time, so the ten that are missing will come in another fifth.
        var second = Append(10);
        await UntilGatheringAsync(GroupFor / 5);
        var third = Append(10);
        _clock.Move(GroupFor / 5);
        await Task.WhenAll(second, third);
        Assert.Equal([10, 20], _sizes);
    }

    [Fact]
    public async Task A_group_that_comes_late_does_not_wait_again()
    {
        await FirstGroupAsync();
        _clock.Move(GroupFor);

        await Append(1);
        Assert.Equal([10, 1], _sizes);
    }

    [Fact]
    public async Task When_they_come_one_by_one_again_they_are_not_held_up()
    {
        await FirstGroupAsync();
        _clock.Move(GroupFor * 2);
        await Append(1);
        await Append(1);
        Assert.Equal([10, 1, 1], _sizes);
    }

    Task<IReadOnlyList<Answer>> IJournalStore.ExecuteAsync(IReadOnlyList<Command> batch, CancellationToken cancellation)
    {
        _sizes.Enqueue(batch.Count);
        return Task.FromResult<IReadOnlyList<Answer>>([.. batch.Select(_ => new Fenced())]);
    }

    Meter IMeterFactory.Create(MeterOptions options) => new(options);

    public async ValueTask DisposeAsync()
    {
        await _writer.StopAsync();
        GC.SuppressFinalize(this);
    }

    void IDisposable.Dispose()
    {
    }

    /// <summary>Ten at once: commands come thick.</summary>
    private async Task FirstGroupAsync()
    {
        var first = Append(10);
        _writer.Start();
        await first;
    }

    private async Task UntilGatheringAsync(TimeSpan time)
    {
        while (_clock.Waiting(time) == 0)
        {
            await Task.Yield();
        }
    }

    private Task<Answer[]> Append(int count) => Task.WhenAll(Enumerable.Range(0, count).Select(_ => _writer.AppendAsync(new RevokeApiKey
    {
        Origin = TestJournal.Admin, KeyId = Guid.CreateVersion7(), ChangeId = Guid.CreateVersion7(),
    })));
}
