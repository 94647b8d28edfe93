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
    private readonly ConcurrentQueue<int> _sizes = new();
    private readonly HandClock _clock = new();
    private readonly JournalWriter _writer;

    public GroupingTests() => _writer = new JournalWriter(
        this, new JournalWriterOptions { GroupFor = GroupFor }, _clock, new JournalMetrics(this), NullLogger<JournalWriter>.Instance);

    [Fact]
    public async Task What_comes_one_by_one_is_not_held_up()
    {
        _writer.Start();
        for (var count = 0; count < 3; count++)
        {
            await Append(1);
        }

        Assert.Equal([1, 1, 1], _sizes);
    }

    [Fact]
    public async Task After_a_group_the_next_one_gathers_until_its_time()
    {
        var first = Append(10);
        _writer.Start();
        await first;

        var second = Append(3);
        while (_clock.Waiting(GroupFor) == 0)
        {
            await Task.Yield();
        }

        var third = Append(3);
        Assert.False(second.IsCompleted);
        _clock.Move(GroupFor);
        await Task.WhenAll(second, third);
        Assert.Equal([10, 6], _sizes);
    }

    [Fact]
    public async Task A_group_that_comes_late_does_not_wait_again()
    {
        var first = Append(10);
        _writer.Start();
        await first;
        _clock.Move(GroupFor);

        await Append(1);
        Assert.Equal([10, 1], _sizes);
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

    private Task<Answer[]> Append(int count) => Task.WhenAll(Enumerable.Range(0, count).Select(_ => _writer.AppendAsync(new RevokeApiKey
    {
        Origin = TestJournal.Admin, KeyId = Guid.CreateVersion7(), ChangeId = Guid.CreateVersion7(),
    })));
}
