using System.Net.Http.Headers;
using System.Text.Json;
using Payments.Api.Tests.Sites;

namespace Payments.Api.Tests.WholeSystem;

public sealed class EventTests(SharedSystem site)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task The_feed_tells_of_an_account_s_and_a_transfer_s_life_in_order()
    {
        var start = await PositionAsync();
        var wallet = await site.OpenWalletAsync(100);
        var held = await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(wallet, site.Destination, 10, ",\"capture_method\":\"manual\""));
        var id = held.GetProperty("id").GetString();
        await site.DoAsync(site.UserToken, $"/v1/transfers/{id}/post");
        await site.DoAsync(site.OtherUserToken, $"/v1/transfers/{id}/reverse");

        var events = (await site.GetAsync(site.UserToken, $"/v1/events?after={start}&object={id}")).GetProperty("data").EnumerateArray().ToList();

        Assert.Equal(
            ["transfer.held", "transfer.posted", "transfer.reversed"], events.Select(one => one.GetProperty("type").GetString()));
        Assert.Equal([1, 2, 3], events.Select(one => one.GetProperty("sequence").GetInt32()));
        Assert.All(events, one => Assert.Equal(id, one.GetProperty("about").GetString()));
        var opened = (await site.GetAsync(site.UserToken, $"/v1/events?after={start}&object={wallet}&type=account.opened")).GetProperty("data")[0];
        Assert.Equal(site.UserId, opened.GetProperty("data").GetProperty("owner").GetString());
    }

    [Fact]
    public async Task Going_on_from_next_after_misses_nothing_and_repeats_nothing()
    {
        var start = await PositionAsync();
        var wallet = await site.OpenWalletAsync(100);
        for (var count = 0; count < 5; count++)
        {
            await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(wallet, site.MerchantAccount, 1));
        }

        var (positions, after, hasMore) = (new List<long>(), start, true);
        while (hasMore)
        {
            var page = await site.GetAsync(site.UserToken, $"/v1/events?after={after}&limit=2");
            positions.AddRange(page.GetProperty("data").EnumerateArray().Select(one => one.GetProperty("position").GetInt64()));
            (after, hasMore) = (page.GetProperty("next_after").GetInt64(), page.GetProperty("has_more").GetBoolean());
        }

        Assert.True(positions.Count >= 7);
        Assert.Equal(positions.Distinct().Order(), positions);
    }

    [Fact]
    public async Task A_stream_goes_on_after_the_last_event_that_a_client_has_seen()
    {
        var start = await PositionAsync();
        var wallet = await site.OpenWalletAsync(100);
        var first = (await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(wallet, site.Destination, 1))).GetProperty("id").GetString()!;

        var seen = await FollowAsync($"/v1/events/stream?object={first}", start, 1);
        var second = (await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(wallet, site.Destination, 2))).GetProperty("id").GetString()!;
        var next = await FollowAsync($"/v1/events/stream?object={second}", seen[0].Position, 1);

        Assert.Equal(first, seen[0].Data.GetProperty("about").GetString());
        Assert.Equal(second, next[0].Data.GetProperty("about").GetString());
        Assert.Equal("transfer.posted", next[0].Data.GetProperty("type").GetString());
    }

    private async Task<long> PositionAsync() =>
        (await site.GetAsync(site.AdminToken, "/v1/ledger/trial-balance")).GetProperty("position").GetInt64();

    private async Task<List<(long Position, JsonElement Data)>> FollowAsync(string path, long after, int count)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", site.UserToken);
        request.Headers.Add("Last-Event-ID", $"{after}");
        using var response = await site.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.ToString());
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(deadline.Token));
        var events = new List<(long, JsonElement)>();
        var id = 0L;
        while (events.Count < count && await reader.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                id = long.Parse(line.AsSpan(4), null);
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                events.Add((id, JsonDocument.Parse(line[6..]).RootElement.Clone()));
            }
        }

        return events;
    }
}
