using System.Globalization;
using System.Text.Json;
using Payments.Api.Tests.Sites;

namespace Payments.Api.Tests.WholeSystem;

/// <summary>Finance reverses only together: one person asks, another one decides.</summary>
public sealed class ApprovalTests(SharedSystem site)
{
    private readonly string _maker = site.TokenOf("adm_maker", Role.Finance);
    private readonly string _checker = site.TokenOf("adm_checker", Role.Finance);

    [Fact]
    public async Task Finance_asks_and_another_person_s_approval_moves_the_money_back()
    {
        var (payer, payee, transfer) = await MoveAsync(100);

        var asked = await AskAsync(transfer);

        Assert.Equal((202, "approval", "pending"), (asked.Status, asked["object"], asked["status"]));
        Assert.Equal((transfer, "adm_maker", "wrong person"), (asked["transfer"], asked["requested_by"], asked["description"]));
        Assert.EndsWith($"/v1/approvals/{asked["id"]}", asked.Headers["Location"], StringComparison.Ordinal);
        Assert.Equal((100, 0), await site.BalanceAsync(payee));

        var approved = await site.DoAsync(_checker, $"/v1/approvals/{asked["id"]}/approve");

        Assert.Equal("approved", approved.GetProperty("status").GetString());
        Assert.Equal("adm_checker", approved.GetProperty("decided_by").GetString());
        Assert.StartsWith("ent_", approved.GetProperty("reversal").GetString(), StringComparison.Ordinal);
        Assert.Equal(((100, 0), (0, 0)), (await site.BalanceAsync(payer), await site.BalanceAsync(payee)));
        Assert.Equal("reversed", (await site.GetAsync(_maker, $"/v1/transfers/{transfer}")).GetProperty("status").GetString());
        Assert.Equal(["approval.requested", "approval.approved"], await EventsAsync(_maker, asked["id"]));
        Assert.Empty(await EventsAsync(site.UserToken, asked["id"]));
    }

    [Fact]
    public async Task Who_asked_is_refused_and_nothing_has_happened()
    {
        var (_, payee, transfer) = await MoveAsync(30);
        var asked = await AskAsync(transfer);
        foreach (var decision in new[] { "approve", "reject" })
        {
            var refused = await site.PostAsync(_maker, $"/v1/approvals/{asked["id"]}/{decision}");
            Assert.Equal((403, "second_person_required"), (refused.Status, refused.Code));
        }

        Assert.Equal((30, 0), await site.BalanceAsync(payee));
        Assert.Equal("pending", (await site.GetAsync(_checker, $"/v1/approvals/{asked["id"]}")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Of_two_decisions_at_once_one_counts()
    {
        var (payer, payee, transfer) = await MoveAsync(50);
        var asked = await AskAsync(transfer);
        var third = site.TokenOf("adm_third", Role.Finance);

        var answers = await Task.WhenAll(
            site.PostAsync(_checker, $"/v1/approvals/{asked["id"]}/approve"), site.PostAsync(third, $"/v1/approvals/{asked["id"]}/approve"),
            site.PostAsync(site.AdminToken, $"/v1/approvals/{asked["id"]}/approve"));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal(2, answers.Count(answer => (answer.Status, answer.Code) == (409, "approval_decided")));
        Assert.Equal(((50, 0), (0, 0)), (await site.BalanceAsync(payer), await site.BalanceAsync(payee)));
    }

    [Fact]
    public async Task What_was_rejected_may_be_asked_for_again_and_one_request_waits_at_a_time()
    {
        var (_, payee, transfer) = await MoveAsync(20);
        var first = await AskAsync(transfer);
        Assert.Equal((409, "approval_pending"), (await RefusedAsync(transfer)));

        var rejected = await site.DoAsync(_checker, $"/v1/approvals/{first["id"]}/reject");
        Assert.Equal("rejected", rejected.GetProperty("status").GetString());
        var late = await site.PostAsync(_checker, $"/v1/approvals/{first["id"]}/approve");
        Assert.Equal((409, "approval_decided"), (late.Status, late.Code));
        Assert.Equal((20, 0), await site.BalanceAsync(payee));

        var second = await AskAsync(transfer);
        var listed = await site.GetAsync(_checker, $"/v1/approvals?transfer={transfer}&status=PENDING");
        Assert.Equal(second["id"], Assert.Single(listed.GetProperty("data").EnumerateArray()).GetProperty("id").GetString());
        var asked = await site.GetAsync(_checker, $"/v1/approvals?transfer={transfer}&requested_by={second["requested_by"]}");
        Assert.Equal([second["id"], first["id"]], asked.GetProperty("data").EnumerateArray().Select(one => one.GetProperty("id").GetString()));
        var others = await site.GetAsync(_checker, $"/v1/approvals?transfer={transfer}&requested_by=adm_nobody");
        Assert.Empty(others.GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task A_repetition_has_the_first_answer_and_the_key_tells_of_the_approval()
    {
        var (_, _, transfer) = await MoveAsync(10);
        var (asking, deciding) = (Calls.NewKey(), Calls.NewKey());
        var asked = await AskAsync(transfer, asking);
        var again = await AskAsync(transfer, asking);
        Assert.Equal((202, asked.Text, true), (again.Status, again.Text, again.IsReplayed));

        var decided = await site.PostAsync(_checker, $"/v1/approvals/{asked["id"]}/approve", key: deciding);
        var repeated = await site.PostAsync(_checker, $"/v1/approvals/{asked["id"]}/approve", key: deciding);

        Assert.Equal((200, decided.Text, true), (repeated.Status, repeated.Text, repeated.IsReplayed));
        var use = Assert.Single((await site.GetAsync(_maker, $"/v1/idempotency-keys/{asking}")).GetProperty("uses").EnumerateArray());
        Assert.Equal(asked["id"], use.GetProperty("result").GetString());
    }

    [Fact]
    public async Task Nobody_else_sees_or_decides_and_what_is_not_there_is_404()
    {
        var (_, _, transfer) = await MoveAsync(10);
        var approval = (await AskAsync(transfer))["id"];
        foreach (var token in new[] { site.UserToken, site.OtherUserToken, site.MerchantKey, site.TokenOf("adm_help", Role.Support) })
        {
            Assert.Equal(403, (await site.SendAsync(HttpMethod.Get, token, $"/v1/approvals/{approval}")).Status);
            Assert.Equal(403, (await site.SendAsync(HttpMethod.Get, token, "/v1/approvals")).Status);
            Assert.Equal(403, (await site.PostAsync(token, $"/v1/approvals/{approval}/approve")).Status);
        }

        var missing = await site.PostAsync(_checker, "/v1/approvals/apr_01jd3vn7sme8q8s3tt6wkqj0bd/approve");
        Assert.Equal((404, "object_not_found"), (missing.Status, missing.Code));
        Assert.Equal(400, (await site.PostAsync(_checker, $"/v1/approvals/{transfer}/approve")).Status);
    }

    [Fact]
    public async Task An_approval_that_the_ledger_refuses_leaves_it_pending()
    {
        var (_, payee, transfer) = await MoveAsync(10);
        var asked = await AskAsync(transfer);
        await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(payee, site.Destination, 1));

        var refused = await site.PostAsync(_checker, $"/v1/approvals/{asked["id"]}/approve");

        Assert.Equal((402, "insufficient_funds"), (refused.Status, refused.Code));
        Assert.Equal("pending", (await site.GetAsync(_checker, $"/v1/approvals/{asked["id"]}")).GetProperty("status").GetString());
        Assert.Equal((9, 0), await site.BalanceAsync(payee));
    }

    [Fact]
    public async Task Who_asked_takes_it_back_and_a_repetition_has_the_first_answer()
    {
        var (_, payee, transfer) = await MoveAsync(15);
        var asked = await AskAsync(transfer);
        var key = Calls.NewKey();

        var others = await site.PostAsync(_checker, $"/v1/approvals/{asked["id"]}/withdraw");
        var withdrawn = await site.PostAsync(_maker, $"/v1/approvals/{asked["id"]}/withdraw", key: key);
        var repeated = await site.PostAsync(_maker, $"/v1/approvals/{asked["id"]}/withdraw", key: key);

        Assert.Equal((403, "withdrawal_not_allowed"), (others.Status, others.Code));
        Assert.Equal((200, "withdrawn", "adm_maker"), (withdrawn.Status, withdrawn["status"], withdrawn["decided_by"]));
        Assert.Equal((200, withdrawn.Text, true), (repeated.Status, repeated.Text, repeated.IsReplayed));
        var late = await site.PostAsync(_checker, $"/v1/approvals/{asked["id"]}/approve");
        Assert.Equal((409, "approval_withdrawn"), (late.Status, late.Code));
        Assert.Equal((15, 0), await site.BalanceAsync(payee));
        Assert.Equal(["approval.requested", "approval.withdrawn"], await EventsAsync(_maker, asked["id"]));
        var listed = await site.GetAsync(_checker, $"/v1/approvals?transfer={transfer}&status=withdrawn");
        Assert.Equal(asked["id"], Assert.Single(listed.GetProperty("data").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal("pending", (await AskAsync(transfer))["status"]);
    }

    [Fact]
    public async Task An_administrator_withdraws_what_somebody_else_asked_for_and_a_request_says_until_when_it_waits()
    {
        var (_, _, transfer) = await MoveAsync(15);
        var asked = await AskAsync(transfer);

        var withdrawn = await site.PostAsync(site.AdminToken, $"/v1/approvals/{asked["id"]}/withdraw");

        Assert.Equal((200, "withdrawn"), (withdrawn.Status, withdrawn["status"]));
        Assert.Equal(
            DateTimeOffset.Parse(asked["requested_at"], CultureInfo.InvariantCulture).AddDays(3),
            DateTimeOffset.Parse(asked["expires_at"], CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("/v1/approvals/$id/withdraw", """{"why":"a mistake"}""", 400, "unknown_member")]
    [InlineData("/v1/approvals/$id/withdraw", "[]", 400, "invalid_json")]
    [InlineData("/v1/approvals/$transfer/withdraw", "{}", 400, "invalid_id")]
    [InlineData("/v1/approvals/apr_1/withdraw", "{}", 400, "invalid_id")]
    [InlineData("/v1/approvals/apr_01jd3vn7sme8q8s3tt6wkqj0bd/withdraw", "{}", 404, "object_not_found")]
    [InlineData("/v1/approvals/$id/expire", "{}", 404, "route_not_found")]
    [InlineData("/v1/transfers/$transfer/reverse", """{"expires_in":60}""", 400, "unknown_member")]
    public async Task A_request_that_cannot_be_read_changes_nothing(string path, string body, int status, string code)
    {
        var (_, _, transfer) = await MoveAsync(5);
        var asked = await AskAsync(transfer);
        var target = path.Replace("$id", asked["id"], StringComparison.Ordinal).Replace("$transfer", transfer, StringComparison.Ordinal);

        var refused = await site.PostAsync(_maker, target, body);

        Assert.Equal((status, code), (refused.Status, refused.Code));
        Assert.Equal("pending", (await site.GetAsync(_maker, $"/v1/approvals/{asked["id"]}")).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("status=gone", "invalid_parameter")]
    [InlineData("status=withdrawn&status=expired", "invalid_parameter")]
    [InlineData("transfer=x", "invalid_id")]
    [InlineData("from=yesterday", "invalid_parameter")]
    [InlineData("decided_by=adm_maker", "unknown_parameter")]
    public async Task A_list_that_nobody_can_make_is_refused(string query, string code)
    {
        var refused = await site.SendAsync(HttpMethod.Get, _checker, $"/v1/approvals?{query}");

        Assert.Equal((400, code), (refused.Status, refused.Code));
    }

    private async Task<(string Payer, string Payee, string Transfer)> MoveAsync(long amount)
    {
        var (payer, payee) = (await site.OpenWalletAsync(amount), await site.OpenWalletAsync(0));
        var moved = await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(payer, payee, amount));
        return (payer, payee, moved.GetProperty("id").GetString()!);
    }

    private Task<ApiAnswer> AskAsync(string transfer, string? key = null) =>
        site.PostAsync(_maker, $"/v1/transfers/{transfer}/reverse", """{"description":"wrong person"}""", key);

    private async Task<(int Status, string? Code)> RefusedAsync(string transfer)
    {
        var answer = await AskAsync(transfer);
        return (answer.Status, answer.Code);
    }

    private async Task<string[]> EventsAsync(string token, string about) =>
        [.. (await site.GetAsync(token, $"/v1/events?limit=100&object={about}")).GetProperty("data").EnumerateArray()
            .Select(told => told.GetProperty("type").GetString()!)];
}
