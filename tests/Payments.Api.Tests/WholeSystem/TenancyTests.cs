using System.Text.Json;
using Payments.Api.Tests.Sites;

namespace Payments.Api.Tests.WholeSystem;

/// <summary>
/// Every route with an id, asked by somebody else: the answer is 404 (or 403 for the role), the same for what exists as for
/// what does not, and nothing is written.
/// </summary>
public sealed class TenancyTests(SharedSystem site)
{
    private static readonly (HttpMethod Method, string Template)[] Accounts =
    [
        (HttpMethod.Get, "/v1/accounts/{id}"),
        (HttpMethod.Get, "/v1/accounts/{id}/balance"),
        (HttpMethod.Get, "/v1/accounts/{id}/balance?at=2026-01-01"),
        (HttpMethod.Get, "/v1/accounts/{id}/entries"),
        (HttpMethod.Get, "/v1/accounts/{id}/statement"),
        (HttpMethod.Get, "/v1/accounts/{id}/statement?format=csv"),
        (HttpMethod.Post, "/v1/accounts/{id}/close"),
        (HttpMethod.Post, "/v1/accounts/{id}/freeze"),
        (HttpMethod.Post, "/v1/accounts/{id}/unfreeze"),
        (HttpMethod.Patch, "/v1/accounts/{id}/limits"),
    ];

    private static readonly (HttpMethod Method, string Template)[] Transfers =
    [
        (HttpMethod.Get, "/v1/transfers/{id}"),
        (HttpMethod.Get, "/v1/transfers/{id}?expand[]=source"),
        (HttpMethod.Post, "/v1/transfers/{id}/post"),
        (HttpMethod.Post, "/v1/transfers/{id}/void"),
        (HttpMethod.Post, "/v1/transfers/{id}/reverse"),
    ];

    [Fact]
    public async Task Somebody_else_s_account_is_as_if_it_were_not_there()
    {
        var wallet = await site.OpenWalletAsync(100);
        foreach (var stranger in new[] { site.OtherUserToken, site.MerchantKey })
        {
            await AssertAbsentAsync(Accounts, stranger, wallet, "acc_01jd3vn7sme8q8s3tt6wkqj0bd");
        }

        var balance = await site.BalanceAsync(wallet);
        Assert.Equal((100, 0), balance);
    }

    [Fact]
    public async Task Somebody_else_s_transfer_is_as_if_it_were_not_there()
    {
        var (wallet, friend) = (await site.OpenWalletAsync(100), await site.OpenWalletAsync(0));
        var held = await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(wallet, friend, 10, ",\"capture_method\":\"manual\""));
        var moved = await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(wallet, friend, 10));
        foreach (var transfer in new[] { held, moved })
        {
            await AssertAbsentAsync(
                Transfers, site.OtherUserToken, transfer.GetProperty("id").GetString()!, "trf_01jd3vn7sme8q8s3tt6wkqj0bd");
        }

        Assert.Equal((90, 10), await site.BalanceAsync(wallet));
    }

    [Fact]
    public async Task Somebody_else_s_money_cannot_be_sent()
    {
        var wallet = await site.OpenWalletAsync(100);
        var body = Calls.Transfer(wallet, site.Destination, 1);
        var known = await site.PostAsync(site.OtherUserToken, "/v1/transfers", body);
        var unknown = await site.PostAsync(
            site.OtherUserToken, "/v1/transfers", Calls.Transfer("acc_01jd3vn7sme8q8s3tt6wkqj0bd", site.Destination, 1));

        Assert.Equal((404, "account_not_found"), (known.Status, known.Code));
        Assert.Equal(WithoutRequest(unknown), WithoutRequest(known));
        var batch = await site.PostAsync(site.OtherUserToken, "/v1/transfers/batch", $$"""{"mode":"each","transfers":[{{body}}]}""");
        Assert.Equal("account_not_found", batch.Body.GetProperty("results")[0].GetProperty("problem").GetProperty("code").GetString());
        Assert.Equal((100, 0), await site.BalanceAsync(wallet));
    }

    [Fact]
    public async Task Lists_hold_only_what_is_one_s_own()
    {
        var wallet = await site.OpenWalletAsync(100);
        await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(wallet, site.MerchantAccount, 10));
        foreach (var path in new[]
        {
            "/v1/accounts?limit=100", $"/v1/accounts?owner={site.UserId}", $"/v1/transfers?account={wallet}", "/v1/transfers?limit=100",
            $"/v1/ledger?account={wallet}", "/v1/ledger?limit=100", "/v1/events?limit=100", $"/v1/events?object={wallet}",
        })
        {
            var list = await site.GetAsync(site.OtherUserToken, path);
            Assert.DoesNotContain(wallet, list.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_other_side_of_a_transfer_sees_it_but_not_the_payer_s_balance()
    {
        var wallet = await site.OpenWalletAsync(12_345);
        var moved = await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(wallet, site.Destination, 45));
        var id = moved.GetProperty("id").GetString();

        var seen = await site.GetAsync(site.OtherUserToken, $"/v1/transfers/{id}?expand[]=source&expand[]=destination");
        Assert.Equal(wallet, seen.GetProperty("source").GetString());
        Assert.Equal(site.OtherUserId, seen.GetProperty("destination").GetProperty("owner").GetString());
        var entry = (await site.GetAsync(site.OtherUserToken, "/v1/ledger?limit=1")).GetProperty("data")[0];
        Assert.DoesNotContain("posted_after", entry.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("12300", entry.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_and_keys_of_others_are_not_there_either()
    {
        var other = await site.RegisterAsync("merchants");
        var key = (await site.DoAsync(site.AdminToken, "/v1/api-keys", $$"""{"merchant":"{{other}}"}""")).GetProperty("id").GetString()!;

        await AssertAbsentAsync(
            [(HttpMethod.Get, "/v1/merchants/{id}")], site.MerchantKey, other, "mer_01jd3vn7sme8q8s3tt6wkqj0bd");
        await AssertAbsentAsync(
            [(HttpMethod.Get, "/v1/users/{id}")], site.OtherUserToken, site.UserId, "usr_01jd3vn7sme8q8s3tt6wkqj0bd");
        await AssertAbsentAsync(
            [
                (HttpMethod.Get, "/v1/api-keys/{id}"), (HttpMethod.Post, "/v1/api-keys/{id}/roll"),
                (HttpMethod.Post, "/v1/api-keys/{id}/revoke"),
            ],
            site.MerchantKey, key, "key_01jd3vn7sme8q8s3tt6wkqj0bd");
        var listed = await site.GetAsync(site.MerchantKey, $"/v1/api-keys?merchant={other}");
        Assert.Empty(listed.GetProperty("data").EnumerateArray());
        var issued = await site.PostAsync(site.MerchantKey, "/v1/api-keys", $$"""{"merchant":"{{other}}"}""");
        Assert.Equal((404, "object_not_found"), (issued.Status, issued.Code));
    }

    private async Task AssertAbsentAsync((HttpMethod, string)[] routes, string token, string id, string unknownId)
    {
        foreach (var (method, template) in routes)
        {
            var key = method == HttpMethod.Get ? null : Calls.NewKey();
            var body = method == HttpMethod.Get ? null : "{}";
            var known = await site.SendAsync(method, token, template.Replace("{id}", id, StringComparison.Ordinal), body, key);
            var unknown = await site.SendAsync(
                method, token, template.Replace("{id}", unknownId, StringComparison.Ordinal), body, key is null ? null : Calls.NewKey());

            Assert.True(known.Status is 403 or 404, $"{method} {template} answered {known.Status}: {known.Text}");
            Assert.Equal(WithoutRequest(unknown), WithoutRequest(known));
        }
    }

    private static string WithoutRequest(ApiAnswer answer) =>
        answer.Text.Replace(answer["request_id"], "", StringComparison.Ordinal);
}
