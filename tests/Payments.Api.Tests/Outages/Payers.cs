using System.Collections.Concurrent;
using Payments.Api.Tests.Sites;

namespace Payments.Api.Tests.Outages;

/// <summary>Clients that pay one minor unit after the other, whatever happens, and remember what was answered.</summary>
internal sealed class Payers(ISite site) : IAsyncDisposable
{
    private const int Count = 6;
    private const int TriesMax = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<string> _acknowledged = [];
    private readonly ConcurrentBag<string> _openKeys = [];
    private Task _work = Task.CompletedTask;

    /// <summary>The ids of transfers that were answered with 201.</summary>
    public IReadOnlyCollection<string> Acknowledged => _acknowledged;

    public void Start() => _work = Task.WhenAll(Enumerable.Range(0, Count).Select(_ => Task.Run(PayOnAsync)));

    public Task StopAsync()
    {
        _stop.Cancel();
        return _work;
    }

    /// <summary>Sends each request without a good answer again under its key, until it has one.</summary>
    public async Task SettleAsync()
    {
        using var ticks = new PeriodicTimer(Pause, TimeProvider.System);
        foreach (var key in _openKeys)
        {
            var tries = 0;
            while (!await PayAsync(key))
            {
                Assert.True(++tries < TriesMax, $"the request with key {key} gets no answer");
                await ticks.WaitForNextTickAsync();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task PayOnAsync()
    {
        using var ticks = new PeriodicTimer(Pause, TimeProvider.System);
        while (!_stop.IsCancellationRequested)
        {
            var key = Calls.NewKey();
            if (!await PayAsync(key))
            {
                _openKeys.Add(key);
                await ticks.WaitForNextTickAsync();
            }
        }
    }

    private async Task<bool> PayAsync(string key)
    {
        try
        {
            var answer = await site.PostAsync(site.UserToken, "/v1/transfers", Calls.Transfer(site.Source, site.Destination, 1), key);
            Assert.True(answer.Status is 201 or 409 or 503 or 504, $"a payment was answered {answer.Status}: {answer.Text}");
            if (answer.Status == 201)
            {
                _acknowledged.Add(answer["id"]);
            }

            return answer.Status == 201;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
