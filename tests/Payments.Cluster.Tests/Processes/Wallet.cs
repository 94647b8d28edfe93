using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Payments.Cluster.Tests.Processes;

/// <summary>A payment that was answered as done.</summary>
internal sealed record Paid(string Key, string TransferId, string Answer, int FrontEnd, long BegunAt, long AnsweredAt);

/// <summary>A wallet whose owner pays the merchant one cent after the other, each until it is certain that it is done.</summary>
internal sealed class Wallet(TestCluster cluster, string account)
{
    /// <summary>What it holds at first.</summary>
    public const long Funds = 100_000;

    private readonly ConcurrentQueue<Paid> _paid = new();

    private long _paidCount;

    /// <summary>What was paid while <see cref="PayAsync"/> went on.</summary>
    public IReadOnlyCollection<Paid> Paid => _paid;

    /// <summary>Everything that was paid, one cent each.</summary>
    public long PaidCount => Interlocked.Read(ref _paidCount);

    /// <summary>Opens wallets with money from the demo's user.</summary>
    public static async Task<List<Wallet>> OpenAsync(TestCluster cluster, int count)
    {
        List<Wallet> wallets = [];
        for (var number = 0; number < count; number++)
        {
            var opened = await SendAsync(cluster, 0, "/v1/accounts", """{"currency":"USD"}""", NewKey());
            using var account = JsonDocument.Parse(opened.Text);
            wallets.Add(new Wallet(cluster, account.RootElement.GetProperty("id").GetString()!));
        }

        await Task.WhenAll(wallets.Select(wallet => wallet.FundAsync()));
        return wallets;
    }

    /// <summary>Pays until it is told to stop: what was begun is brought to its end.</summary>
    public async Task PayAsync(CancellationToken stop)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(250), TimeProvider.System);
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            _paid.Enqueue(await PayOnceAsync(number % 2));
            await pace.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>One payment, sent again under its key until it is answered as done.</summary>
    public async Task<Paid> PayOnceAsync(int frontEnd)
    {
        var (key, begunAt) = (NewKey(), Stopwatch.GetTimestamp());
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        while (true)
        {
            if (await ReplayAsync(key, frontEnd) is { Status: 201 } done)
            {
                Interlocked.Increment(ref _paidCount);
                using var transfer = JsonDocument.Parse(done.Text);
                return new Paid(key, transfer.RootElement.GetProperty("id").GetString()!, done.Text, frontEnd, begunAt, Stopwatch.GetTimestamp());
            }

            await pause.WaitForNextTickAsync();
        }
    }

    /// <summary>Sends a payment under a key.</summary>
    public Task<(int Status, string Text, bool IsReplayed)> ReplayAsync(string key, int frontEnd) =>
        SendAsync(cluster, frontEnd, "/v1/transfers", Body(account, cluster.Demo("accounts", "merchant_usd"), 1), key);

    public async Task<long> BalanceAsync()
    {
        using var answer = await GetAsync(cluster, $"/v1/accounts/{account}", cluster.Demo("user", "token"));
        return answer.RootElement.GetProperty("posted").GetInt64();
    }

    /// <summary>Reads through the second front end.</summary>
    public static async Task<JsonDocument> GetAsync(TestCluster cluster, string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await cluster.Clients[^1].SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {response.StatusCode}");
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync());
    }

    private async Task FundAsync()
    {
        var funded = await SendAsync(cluster, 0, "/v1/transfers", Body(cluster.Demo("accounts", "user_usd"), account, Funds), NewKey());
        Assert.True(funded.Status == 201, funded.Text);
    }

    private static async Task<(int Status, string Text, bool IsReplayed)> SendAsync(
        TestCluster cluster, int frontEnd, string path, string body, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", cluster.Demo("user", "token"));
        request.Headers.Add("Idempotency-Key", key);
        request.Headers.Add("Prefer", "wait=1");
        using var response = await cluster.Clients[frontEnd % cluster.Clients.Count].SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Contains("Idempotent-Replayed"));
    }

    private static string Body(string source, string destination, long amount) =>
        $$"""{"source":"{{source}}","destination":"{{destination}}","amount":{{amount}},"currency":"USD"}""";

    private static string NewKey() => Guid.NewGuid().ToString("N");
}
