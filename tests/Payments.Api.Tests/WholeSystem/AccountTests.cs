using Payments.Api.Tests.Sites;

namespace Payments.Api.Tests.WholeSystem;

public sealed class AccountTests(SharedSystem site)
{
    [Fact]
    public async Task A_user_opens_a_wallet_for_itself_and_nothing_else()
    {
        var answer = await site.PostAsync(site.UserToken, "/v1/accounts", """{"currency":"JPY","metadata":{"for":"trips"}}""");

        Assert.Equal(201, answer.Status);
        Assert.Equal((site.UserId, "wallet", "0", "open"), (answer["owner"], answer["type"], answer["exponent"], answer["status"]));
        Assert.Equal("trips", answer.Body.GetProperty("metadata").GetProperty("for").GetString());
        foreach (var body in new[]
        {
            """{"currency":"USD","type":"external"}""",
            """{"currency":"USD","floor":-100}""",
            """{"currency":"USD","floor":null}""",
            $$"""{"currency":"USD","owner":"{{site.OtherUserId}}"}""",
        })
        {
            var refused = await site.PostAsync(site.UserToken, "/v1/accounts", body);
            Assert.Equal((403, "not_allowed"), (refused.Status, refused.Code));
        }
    }

    [Fact]
    public async Task An_administrator_opens_accounts_for_others_who_must_exist_and_be_what_they_are_called()
    {
        var opened = await site.PostAsync(
            site.AdminToken, "/v1/accounts", $$"""{"currency":"KWD","owner":"{{site.MerchantId}}","type":"merchant","floor":-500}""");
        Assert.Equal((201, site.MerchantId, "3"), (opened.Status, opened["owner"], opened["exponent"]));
        Assert.Equal("-500", opened["floor"]);

        foreach (var owner in new[] { "usr_01jd3vn7sme8q8s3tt6wkqj0bd", "usr_" + site.MerchantId[4..] })
        {
            var refused = await site.PostAsync(site.AdminToken, "/v1/accounts", $$"""{"currency":"USD","owner":"{{owner}}"}""");
            Assert.Equal((404, "object_not_found"), (refused.Status, refused.Code));
        }
    }

    [Fact]
    public async Task A_frozen_account_pays_nothing_until_it_is_unfrozen()
    {
        var wallet = await site.OpenWalletAsync(100);
        var frozen = await site.DoAsync(site.AdminToken, $"/v1/accounts/{wallet}/freeze");
        Assert.Equal("frozen", frozen.GetProperty("status").GetString());
        Assert.Equal(site.UserId, frozen.GetProperty("owner").GetString());

        var refused = await site.PostAsync(site.UserToken, "/v1/transfers", Calls.Transfer(wallet, site.Destination, 1));
        Assert.Equal((409, "account_frozen"), (refused.Status, refused.Code));
        var twice = await site.PostAsync(site.AdminToken, $"/v1/accounts/{wallet}/freeze");
        Assert.Equal((409, "account_state_conflict"), (twice.Status, twice.Code));

        await site.DoAsync(site.AdminToken, $"/v1/accounts/{wallet}/unfreeze");
        await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(wallet, site.Destination, 1));
        Assert.Equal(403, (await site.PostAsync(site.UserToken, $"/v1/accounts/{wallet}/freeze")).Status);
    }

    [Fact]
    public async Task An_account_is_closed_empty_and_for_ever()
    {
        var wallet = await site.OpenWalletAsync(10);
        Assert.Equal("account_not_empty", (await site.PostAsync(site.UserToken, $"/v1/accounts/{wallet}/close")).Code);
        await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(wallet, site.Destination, 10));

        Assert.Equal("closed", (await site.DoAsync(site.UserToken, $"/v1/accounts/{wallet}/close")).GetProperty("status").GetString());
        var refused = await site.PostAsync(site.UserToken, "/v1/transfers", Calls.Transfer(site.Source, wallet, 1));
        Assert.Equal((409, "account_closed"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task Limits_are_set_one_by_one_and_taken_away_with_null()
    {
        var wallet = await site.OpenWalletAsync(1_000);
        await PatchAsync(wallet, """{"limit_per_transfer":100,"limit_per_day":150}""");
        var above = await site.PostAsync(site.UserToken, "/v1/transfers", Calls.Transfer(wallet, site.Destination, 101));
        Assert.Equal((422, "transfer_limit_exceeded"), (above.Status, above.Code));
        await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(wallet, site.Destination, 100));
        var day = await site.PostAsync(site.UserToken, "/v1/transfers", Calls.Transfer(wallet, site.Destination, 100));
        Assert.Equal((402, "day_limit_exceeded"), (day.Status, day.Code));

        var after = await PatchAsync(wallet, """{"limit_per_day":null}""");

        Assert.Equal("100", after.Body.GetProperty("limits").GetProperty("per_transfer").ToString());
        Assert.Equal("", after.Body.GetProperty("limits").GetProperty("per_day").ToString());
        await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(wallet, site.Destination, 100));
        var user = await site.SendAsync(HttpMethod.Patch, site.UserToken, $"/v1/accounts/{wallet}/limits", "{}", Calls.NewKey());
        Assert.Equal(403, user.Status);
    }

    [Fact]
    public async Task Limits_that_are_changed_at_once_do_not_undo_each_other()
    {
        var wallet = await site.OpenWalletAsync(0);
        for (var round = 1; round <= 10; round++)
        {
            await Task.WhenAll(
                PatchAsync(wallet, $$"""{"limit_per_transfer":{{round}}}"""), PatchAsync(wallet, $$"""{"limit_per_day":{{round + 100}}}"""),
                PatchAsync(wallet, $$"""{"floor":{{-round}}}"""));

            var after = await site.GetAsync(site.AdminToken, $"/v1/accounts/{wallet}");
            var limits = after.GetProperty("limits");
            Assert.Equal(
                (round, round + 100, -round),
                (limits.GetProperty("per_transfer").GetInt64(), limits.GetProperty("per_day").GetInt64(), after.GetProperty("floor").GetInt64()));
        }
    }

    [Fact]
    public async Task A_balance_is_read_now_and_at_an_instant()
    {
        var wallet = await site.OpenWalletAsync(100);
        var first = await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(wallet, site.Destination, 10));
        await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(wallet, site.Destination, 20));
        var at = first.GetProperty("created_at").GetString();

        var then = await site.GetAsync(site.UserToken, $"/v1/accounts/{wallet}/balance?at={at}");
        var before = await site.GetAsync(site.UserToken, $"/v1/accounts/{wallet}/balance?at=2020-01-01");
        var now = await site.GetAsync(site.UserToken, $"/v1/accounts/{wallet}/balance");

        Assert.Equal(90, then.GetProperty("posted").GetInt64());
        Assert.Equal(0, before.GetProperty("posted").GetInt64());
        Assert.Equal(70, now.GetProperty("available").GetInt64());
        Assert.Equal(2, now.GetProperty("exponent").GetInt32());
    }

    private async Task<ApiAnswer> PatchAsync(string wallet, string body)
    {
        var answer = await site.SendAsync(HttpMethod.Patch, site.AdminToken, $"/v1/accounts/{wallet}/limits", body, Calls.NewKey());
        Assert.Equal(200, answer.Status);
        return answer;
    }
}
