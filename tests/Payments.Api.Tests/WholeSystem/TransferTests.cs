using Payments.Api.Tests.Sites;

namespace Payments.Api.Tests.WholeSystem;

public sealed class TransferTests(SharedSystem site)
{
    [Fact]
    public async Task A_transfer_moves_money_and_tells_the_payer_its_own_balance_only()
    {
        var wallet = await site.OpenWalletAsync(1_000);
        var answer = await site.PostAsync(site.UserToken, "/v1/transfers", Calls.Transfer(
            wallet, site.Destination, 300, ""","description":"lunch","reference":"r-1","metadata":{"order":"7"}"""));

        Assert.Equal(201, answer.Status);
        Assert.Equal("posted", answer["status"]);
        Assert.Equal($"/v1/transfers/{answer["id"]}", answer.Headers["Location"]);
        var balances = answer.Body.GetProperty("balances");
        Assert.Equal(700, balances.GetProperty("source").GetProperty("available").GetInt64());
        Assert.False(balances.TryGetProperty("destination", out _));
        var read = await site.GetAsync(site.UserToken, $"/v1/transfers/{answer["id"]}");
        foreach (var member in new[] { "source", "destination", "amount", "currency", "description", "reference", "created_at", "entry" })
        {
            Assert.Equal(answer[member], read.GetProperty(member).ToString());
        }

        Assert.Equal("7", read.GetProperty("metadata").GetProperty("order").GetString());
        Assert.Equal((700, 0), await site.BalanceAsync(wallet));
    }

    [Fact]
    public async Task A_hold_keeps_the_funds_until_a_part_is_posted_and_the_rest_returns()
    {
        var wallet = await site.OpenWalletAsync(1_000);
        var held = await HoldAsync(wallet, 800);
        Assert.Equal((1_000, 800), await site.BalanceAsync(wallet));

        var posted = await site.DoAsync(site.UserToken, $"/v1/transfers/{held}/post", """{"amount":500}""");

        Assert.Equal("posted", posted.GetProperty("status").GetString());
        Assert.Equal(500, posted.GetProperty("posted_amount").GetInt64());
        Assert.Equal((500, 0), await site.BalanceAsync(wallet));
        var again = await site.PostAsync(site.UserToken, $"/v1/transfers/{held}/post");
        Assert.Equal((409, "hold_already_posted"), (again.Status, again.Code));
    }

    [Fact]
    public async Task A_hold_is_voided_by_an_empty_request_and_only_once()
    {
        var wallet = await site.OpenWalletAsync(100);
        var held = await HoldAsync(wallet, 100);

        Assert.Equal("voided", (await site.DoAsync(site.UserToken, $"/v1/transfers/{held}/void")).GetProperty("status").GetString());
        Assert.Equal((100, 0), await site.BalanceAsync(wallet));
        Assert.Equal("hold_already_voided", (await site.PostAsync(site.UserToken, $"/v1/transfers/{held}/void")).Code);
    }

    [Fact]
    public async Task More_than_is_held_cannot_be_posted()
    {
        var held = await HoldAsync(await site.OpenWalletAsync(100), 100);
        var answer = await site.PostAsync(site.UserToken, $"/v1/transfers/{held}/post", """{"amount":101}""");

        Assert.Equal((422, "amount_exceeds_hold"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task The_side_that_got_the_money_reverses_a_transfer_once()
    {
        var wallet = await site.OpenWalletAsync(100);
        var transfer = (await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(wallet, site.Destination, 40)))
            .GetProperty("id").GetString();

        var payer = await site.PostAsync(site.UserToken, $"/v1/transfers/{transfer}/reverse");
        var payee = await site.PostAsync(site.OtherUserToken, $"/v1/transfers/{transfer}/reverse", """{"description":"sorry"}""");
        var again = await site.PostAsync(site.OtherUserToken, $"/v1/transfers/{transfer}/reverse");

        Assert.Equal((404, "transfer_not_found"), (payer.Status, payer.Code));
        Assert.Equal("reversed", payee["status"]);
        Assert.Equal((409, "already_reversed"), (again.Status, again.Code));
        Assert.Equal((100, 0), await site.BalanceAsync(wallet));
        var read = await site.GetAsync(site.UserToken, $"/v1/transfers/{transfer}");
        Assert.Equal(payee["reversal"], read.GetProperty("reversal").GetString());
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_spent()
    {
        var wallet = await site.OpenWalletAsync(100);
        var answer = await site.PostAsync(site.UserToken, "/v1/transfers", Calls.Transfer(wallet, site.Destination, 101));

        Assert.Equal((402, "insufficient_funds"), (answer.Status, answer.Code));
        Assert.Equal("insufficient_funds", answer["decline_code"]);
        Assert.Equal("try_again_later", answer["advice"]);
        Assert.Equal("/amount", answer.Body.GetProperty("errors")[0].GetProperty("pointer").GetString());
        Assert.Equal((100, 0), await site.BalanceAsync(wallet));
    }

    [Fact]
    public async Task A_batch_is_all_or_nothing_or_each_for_itself()
    {
        var wallet = await site.OpenWalletAsync(100);
        string Body(string mode) =>
            $$"""{"mode":"{{mode}}","transfers":[{{Calls.Transfer(wallet, site.Destination, 60)}},{{Calls.Transfer(wallet, site.Destination, 60)}}]}""";

        var nothing = await site.PostAsync(site.UserToken, "/v1/transfers/batch", Body("all_or_nothing"));
        Assert.Equal((409, "batch_refused"), (nothing.Status, nothing.Code));
        Assert.Equal("/transfers/1/amount", nothing.Body.GetProperty("errors")[0].GetProperty("pointer").GetString());
        Assert.Equal((100, 0), await site.BalanceAsync(wallet));

        var each = await site.PostAsync(site.UserToken, "/v1/transfers/batch", Body("each"));
        Assert.Equal(201, each.Status);
        Assert.Equal(("1", "1"), (each["posted"], each["refused"]));
        var results = each.Body.GetProperty("results");
        Assert.Equal("insufficient_funds", results[1].GetProperty("problem").GetProperty("code").GetString());
        Assert.Equal((40, 0), await site.BalanceAsync(wallet));
    }

    [Theory]
    [InlineData("""{"transfers":[]}""", 422, "value_not_allowed", "/transfers")]
    [InlineData("""{"transfers":{}}""", 400, "invalid_value", "/transfers")]
    [InlineData("""{}""", 400, "missing_field", "/transfers")]
    [InlineData("""{"transfers":[1]}""", 400, "invalid_json", "/transfers/0")]
    [InlineData("""{"transfers":[{}]}""", 400, "missing_field", "/transfers/0/amount")]
    [InlineData("""{"transfers":[{"amount":1,"amount":2}]}""", 400, "duplicate_member", "/transfers/0/amount")]
    [InlineData("""{"transfers":[{"expires_in":1}]}""", 400, "unknown_member", "/transfers/0")]
    [InlineData("""{"transfers":[{"idempotency_key":"k"}]}""", 400, "unknown_member", "/transfers/0")]
    [InlineData("""{"mode":"some","transfers":[]}""", 422, "value_not_allowed", "/mode")]
    public async Task A_batch_that_cannot_be_read_is_refused_with_a_pointer(string body, int status, string code, string pointer)
    {
        var answer = await site.PostAsync(site.UserToken, "/v1/transfers/batch", body);

        Assert.Equal((status, code), (answer.Status, answer.Code));
        Assert.Contains(answer.Body.GetProperty("errors").EnumerateArray(), error => error.GetProperty("pointer").GetString() == pointer);
    }

    [Fact]
    public async Task A_batch_has_a_most()
    {
        var one = Calls.Transfer(site.Source, site.Destination, 1);
        var answer = await site.PostAsync(
            site.UserToken, "/v1/transfers/batch", $$"""{"transfers":[{{string.Join(',', Enumerable.Repeat(one, 10_001))}}]}""");

        Assert.Equal((422, "too_long"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Transfers_are_listed_newest_first_page_by_page_with_filters()
    {
        var wallet = await site.OpenWalletAsync(100);
        for (var amount = 1; amount <= 3; amount++)
        {
            await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(
                wallet, site.Destination, amount, $$""","reference":"page-{{wallet}}","metadata":{"n":"{{amount}}"}"""));
        }

        var first = await site.GetAsync(site.UserToken, $"/v1/transfers?account={wallet}&reference=page-{wallet}&limit=2");
        var data = first.GetProperty("data");
        Assert.Equal([3, 2], data.EnumerateArray().Select(one => one.GetProperty("amount").GetInt32()));
        Assert.True(first.GetProperty("has_more").GetBoolean());
        var rest = await site.GetAsync(
            site.UserToken, $"/v1/transfers?account={wallet}&reference=page-{wallet}&starting_after={data[1].GetProperty("id")}");
        Assert.Equal([1], rest.GetProperty("data").EnumerateArray().Select(one => one.GetProperty("amount").GetInt32()));
        var tagged = await site.GetAsync(site.UserToken, $"/v1/transfers?account={wallet}&metadata[n]=2&expand[]=source");
        Assert.Equal(wallet, tagged.GetProperty("data")[0].GetProperty("source").GetProperty("id").GetString());
    }

    private async Task<string> HoldAsync(string wallet, long amount)
    {
        var held = await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(
            wallet, site.Destination, amount, ""","capture_method":"manual","expires_in":3600"""));
        Assert.Equal("held", held.GetProperty("status").GetString());
        return held.GetProperty("id").GetString()!;
    }
}
