using Payments.Api.Tests.Sites;

namespace Payments.Api.Tests.WholeSystem;

/// <summary>One key has one effect, and every request with it gets the first answer.</summary>
public sealed class IdempotencyTests(SharedSystem site)
{
    [Fact]
    public async Task Every_route_that_changes_something_repeats_its_answer_word_for_word()
    {
        var wallet = await site.OpenWalletAsync(1_000);
        var empty = await site.OpenWalletAsync(0);
        var held = await HoldAsync(wallet);
        var other = await HoldAsync(wallet);
        var moved = (await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(wallet, site.Destination, 1))).GetProperty("id");
        var transfer = Calls.Transfer(wallet, site.Destination, 2, ",\"description\":\"twice\"");
        (HttpMethod Method, string Token, string Path, string? Body)[] requests =
        [
            (HttpMethod.Post, site.UserToken, "/v1/transfers", transfer),
            (HttpMethod.Post, site.UserToken, "/v1/transfers", transfer.Replace("}", ",\"capture_method\":\"manual\"}", StringComparison.Ordinal)),
            (HttpMethod.Post, site.UserToken, "/v1/transfers/batch", $$"""{"transfers":[{{transfer}}]}"""),
            (HttpMethod.Post, site.UserToken, $"/v1/transfers/{held}/post", """{"amount":1}"""),
            (HttpMethod.Post, site.UserToken, $"/v1/transfers/{other}/void", null),
            (HttpMethod.Post, site.OtherUserToken, $"/v1/transfers/{moved}/reverse", "{}"),
            (HttpMethod.Post, site.UserToken, "/v1/accounts", """{"currency":"EUR","metadata":{"a":"b"}}"""),
            (HttpMethod.Post, site.AdminToken, $"/v1/accounts/{wallet}/freeze", null),
            (HttpMethod.Post, site.AdminToken, $"/v1/accounts/{wallet}/unfreeze", "{}"),
            (HttpMethod.Patch, site.AdminToken, $"/v1/accounts/{wallet}/limits", """{"limit_per_day":100000}"""),
            (HttpMethod.Post, site.UserToken, $"/v1/accounts/{empty}/close", null),
            (HttpMethod.Post, site.AdminToken, "/v1/users", """{"name":"Edsger"}"""),
            (HttpMethod.Post, site.AdminToken, "/v1/merchants", """{"name":"Corner Shop"}"""),
        ];
        foreach (var (method, token, path, body) in requests)
        {
            var key = Calls.NewKey();
            var first = await site.SendAsync(method, token, path, body, key);
            var second = await site.SendAsync(method, token, path, body, key);

            Assert.True(first.Status is 200 or 201, $"{path}: {first.Text}");
            Assert.Equal((first.Status, first.Text), (second.Status, second.Text));
            Assert.Equal((false, true), (first.IsReplayed, second.IsReplayed));
        }
    }

    [Fact]
    public async Task A_key_that_moved_money_is_kept_for_longer_than_any_other()
    {
        var (transfer, user) = (Calls.NewKey(), Calls.NewKey());
        await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(site.Source, site.Destination, 1), transfer);
        await site.DoAsync(site.AdminToken, "/v1/users", """{"name":"Barbara"}""", user);

        Assert.Equal(TimeSpan.FromDays(30), await KeptAsync(site.UserToken, transfer));
        Assert.Equal(TimeSpan.FromHours(24), await KeptAsync(site.AdminToken, user));
    }

    private async Task<TimeSpan> KeptAsync(string token, string key)
    {
        var use = Assert.Single((await site.GetAsync(token, $"/v1/idempotency-keys/{key}")).GetProperty("uses").EnumerateArray());
        return use.GetProperty("kept_until").GetDateTimeOffset() - use.GetProperty("first_used_at").GetDateTimeOffset();
    }

    [Fact]
    public async Task Another_body_under_the_key_is_refused_and_told_what_differs()
    {
        var key = Calls.NewKey();
        await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(site.Source, site.Destination, 1), key);
        var answer = await site.PostAsync(
            site.UserToken, "/v1/transfers", Calls.Transfer(site.Source, site.Destination, 2, ",\"reference\":\"x\""), key);

        Assert.Equal((422, "idempotency_key_reused"), (answer.Status, answer.Code));
        Assert.Equal(
            ["/amount", "/reference"],
            answer.Body.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("pointer").GetString()!));
    }

    [Fact]
    public async Task The_same_action_on_another_object_is_another_request()
    {
        var (key, wallet) = (Calls.NewKey(), await site.OpenWalletAsync(100));
        var (first, second) = (await HoldAsync(wallet), await HoldAsync(wallet));
        await site.DoAsync(site.UserToken, $"/v1/transfers/{first}/void", null, key);

        var answer = await site.PostAsync(site.UserToken, $"/v1/transfers/{second}/void", null, key);

        Assert.Equal((422, "idempotency_key_reused"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_decline_is_lasting_and_a_mistake_is_not()
    {
        var (key, wallet) = (Calls.NewKey(), await site.OpenWalletAsync(0));
        var body = Calls.Transfer(wallet, site.Destination, 5);
        var first = await site.PostAsync(site.UserToken, "/v1/transfers", body, key);
        await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(site.Source, wallet, 100));
        var second = await site.PostAsync(site.UserToken, "/v1/transfers", body, key);
        Assert.Equal((402, 402), (first.Status, second.Status));
        Assert.Equal((false, true), (first.IsReplayed, second.IsReplayed));

        var mended = Calls.NewKey();
        Assert.Equal(400, (await site.PostAsync(site.UserToken, "/v1/transfers", body.Replace(":5", ":\"5\"", StringComparison.Ordinal), mended)).Status);
        Assert.Equal(422, (await site.PostAsync(site.UserToken, "/v1/transfers", body.Replace(":5", ":0", StringComparison.Ordinal), mended)).Status);
        Assert.Equal(201, (await site.PostAsync(site.UserToken, "/v1/transfers", body, mended)).Status);
    }

    [Fact]
    public async Task Many_at_once_act_once()
    {
        var (key, wallet) = (Calls.NewKey(), await site.OpenWalletAsync(1_000));
        var body = Calls.Transfer(wallet, site.Destination, 10);
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => site.PostAsync(site.UserToken, "/v1/transfers", body, key)));

        Assert.All(answers, answer => Assert.Equal((201, answers[0].Text), (answer.Status, answer.Text)));
        Assert.Single(answers, answer => !answer.IsReplayed);
        Assert.Equal((990, 0), await site.BalanceAsync(wallet));
    }

    [Fact]
    public async Task One_key_for_several_accounts_at_once_moves_money_out_of_one()
    {
        var key = Calls.NewKey();
        var wallets = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => site.OpenWalletAsync(100)));
        var answers = await Task.WhenAll(wallets.Select(wallet =>
            site.PostAsync(site.UserToken, "/v1/transfers", Calls.Transfer(wallet, site.Destination, 10), key)));
        var left = await Task.WhenAll(wallets.Select(site.BalanceAsync));

        Assert.Single(answers, answer => answer.Status == 201);
        Assert.Equal(11, answers.Count(answer => (answer.Status, answer.Code) is (422, "idempotency_key_reused")));
        Assert.Equal([(90, 0)], left.Where(balance => balance != (100, 0)));
    }

    [Fact]
    public async Task Many_at_once_open_one_account()
    {
        var key = Calls.NewKey();
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ =>
            site.PostAsync(site.UserToken, "/v1/accounts", """{"currency":"USD"}""", key)));

        Assert.All(answers, answer => Assert.Equal((201, answers[0].Text), (answer.Status, answer.Text)));
        Assert.Single(answers, answer => !answer.IsReplayed);
    }

    [Fact]
    public async Task A_key_belongs_to_its_tenant_and_route()
    {
        var key = Calls.NewKey();
        var mine = await site.PostAsync(site.UserToken, "/v1/accounts", """{"currency":"USD"}""", key);
        var theirs = await site.PostAsync(site.OtherUserToken, "/v1/accounts", """{"currency":"EUR"}""", key);
        var other = await site.PostAsync(site.UserToken, "/v1/transfers", Calls.Transfer(site.Source, site.Destination, 1), key);

        Assert.Equal((201, 201, 201), (mine.Status, theirs.Status, other.Status));
        Assert.False(theirs.IsReplayed || other.IsReplayed);
        var uses = (await site.GetAsync(site.UserToken, $"/v1/idempotency-keys/{key}")).GetProperty("uses").EnumerateArray().ToList();
        Assert.Equal(
            ["POST /v1/accounts", "POST /v1/transfers"], uses.Select(use => use.GetProperty("route").GetString()).Order());
        Assert.Contains(uses, use => use.GetProperty("result").GetString() == mine["id"]);
    }

    [Fact]
    public async Task The_key_may_stand_in_the_body_and_hold_any_printable_character()
    {
        var key = $"order 7/#?%&\\\"{Calls.NewKey()}";
        var quoted = key.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        var body = Calls.Transfer(site.Source, site.Destination, 1, $",\"idempotency_key\":\"{quoted}\"");
        var first = await site.SendAsync(HttpMethod.Post, site.UserToken, "/v1/transfers", body);
        var second = await site.SendAsync(
            HttpMethod.Post, site.UserToken, "/v1/transfers", Calls.Transfer(site.Source, site.Destination, 1), $"\"{quoted}\"");

        Assert.Equal(201, first.Status);
        Assert.Equal(first.Text, second.Text);
        var use = await site.GetAsync(site.UserToken, $"/v1/idempotency-keys/{Uri.EscapeDataString(key)}");
        Assert.Equal(key, use.GetProperty("key").GetString());
        Assert.Equal(404, (await site.SendAsync(
            HttpMethod.Get, site.OtherUserToken, $"/v1/idempotency-keys/{Uri.EscapeDataString(key)}")).Status);
    }

    private async Task<string> HoldAsync(string wallet) => (await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(
        wallet, site.Destination, 10, ",\"capture_method\":\"manual\""))).GetProperty("id").GetString()!;
}
