using System.Diagnostics;
using System.Globalization;
using System.Xml.Linq;
using Payments.Api.Tests.Sites;

namespace Payments.Api.Tests.WholeSystem;

public sealed class LedgerTests(SharedSystem site)
{
    [Fact]
    public async Task The_trial_balance_is_zero_in_each_currency()
    {
        await site.OpenWalletAsync(10);
        var balance = await site.GetAsync(site.AdminToken, "/v1/ledger/trial-balance");

        Assert.All(balance.GetProperty("currencies").EnumerateArray(), currency => Assert.Equal(0, currency.GetProperty("sum").GetInt64()));
        Assert.True(balance.GetProperty("position").GetInt64() > 0);
    }

    [Fact]
    public async Task Verification_finds_a_sound_ledger_and_only_staff_may_ask()
    {
        var report = await site.DoAsync(site.AdminToken, "/v1/ledger/verify", """{"from_position":0}""");

        Assert.True(report.GetProperty("sound").GetBoolean());
        Assert.Equal(403, (await site.PostAsync(site.UserToken, "/v1/ledger/verify")).Status);
        var wrong = await site.PostAsync(site.AdminToken, "/v1/ledger/verify", """{"from_position":-1}""");
        Assert.Equal(422, wrong.Status);
    }

    [Fact]
    public async Task An_entry_carries_the_request_that_made_it()
    {
        var wallet = await site.OpenWalletAsync(10);
        var answer = await site.PostAsync(site.UserToken, "/v1/transfers", Calls.Transfer(wallet, site.Destination, 1));
        var entry = (await site.GetAsync(site.AdminToken, $"/v1/ledger?account={wallet}&limit=1")).GetProperty("data")[0];

        Assert.Equal(answer.Headers["Request-Id"], entry.GetProperty("request_id").GetString());
        Assert.Equal(site.UserId, entry.GetProperty("actor").GetString());
        Assert.Equal(0, entry.GetProperty("postings").EnumerateArray().Sum(posting => posting.GetProperty("amount").GetInt64()));
        Assert.Equal(answer["entry"], entry.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Hledger_accepts_the_export_whatever_the_descriptions_hold()
    {
        var hledger = Find("hledger");
        Assert.SkipWhen(hledger is null, "hledger is not installed");
        var wallet = await site.OpenWalletAsync(1_000);
        foreach (var text in new[] { "; a comment", "a | b", "2026-01-01 * x  $5", "= 1000", "[2026-99-99] date:9", "{\\\"a\\\"}", "(code) *", "日本 😀", "include /etc/passwd" })
        {
            await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(wallet, site.Destination, 1, $",\"description\":\"{text}\""));
        }

        var export = await site.SendAsync(HttpMethod.Get, site.AdminToken, "/v1/ledger/export?format=hledger");

        Assert.Equal((200, "text/plain; charset=utf-8"), (export.Status, export.Headers["Content-Type"]));
        Assert.Equal("", await RunAsync(hledger!, export.Text, "check", "--strict"));
        var balance = await RunAsync(hledger!, export.Text, "balance", $"wallet:{wallet}", "--no-total", "-O", "csv");
        Assert.Contains("9.91 USD", balance, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_s_opening_balance_and_lines_give_its_closing_balance()
    {
        var wallet = await site.OpenWalletAsync(1_000);
        var first = await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(wallet, site.Destination, 10));
        await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(wallet, site.Destination, 20, ",\"description\":\"=1+1\",\"reference\":\"a,\\\"b\\\"\""));
        await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(site.Source, wallet, 5));
        var from = first.GetProperty("created_at").GetString();

        var json = await site.GetAsync(site.UserToken, $"/v1/accounts/{wallet}/statement?from={from}");

        var lines = json.GetProperty("lines").EnumerateArray().ToList();
        Assert.Equal([-10, -20, 5], lines.Select(line => line.GetProperty("amount").GetInt64()));
        Assert.Equal((1_000, 975), (json.GetProperty("opening_balance").GetInt64(), json.GetProperty("closing_balance").GetInt64()));
        var csv = await site.SendAsync(HttpMethod.Get, site.UserToken, $"/v1/accounts/{wallet}/statement?from={from}&format=csv");
        Assert.Equal("text/csv; charset=utf-8", csv.Headers["Content-Type"]);
        Assert.Contains(",'=1+1,\"a,\"\"b\"\"\"\r\n", csv.Text, StringComparison.Ordinal);
        await AssertCamt053Async(wallet, from!);
    }

    [Fact]
    public async Task A_statement_of_a_long_history_is_streamed_whole()
    {
        var wallet = await site.OpenWalletAsync(10_000);
        var transfers = string.Join(',', Enumerable.Repeat(Calls.Transfer(wallet, site.Destination, 1), 2_000));
        await site.DoAsync(site.UserToken, "/v1/transfers/batch", $$"""{"transfers":[{{transfers}}]}""");

        var json = await site.GetAsync(site.UserToken, $"/v1/accounts/{wallet}/statement");

        Assert.Equal(2_001, json.GetProperty("lines").GetArrayLength());
        Assert.Equal(8_000, json.GetProperty("closing_balance").GetInt64());
        var page = await site.GetAsync(site.UserToken, $"/v1/accounts/{wallet}/entries?limit=100&starting_after=1000");
        Assert.Equal(
            Enumerable.Range(900, 100).Reverse(), page.GetProperty("data").EnumerateArray().Select(line => line.GetProperty("sequence").GetInt32()));
    }

    private async Task AssertCamt053Async(string wallet, string from)
    {
        var answer = await site.SendAsync(
            HttpMethod.Get, site.UserToken, $"/v1/accounts/{wallet}/statement?from={from}", null, null, ("Accept", "application/xml"));
        var document = XDocument.Parse(answer.Text);
        var names = document.Root!.Name.Namespace;
        decimal Signed(XElement holder) => decimal.Parse(holder.Element(names + "Amt")!.Value, CultureInfo.InvariantCulture)
            * (holder.Element(names + "CdtDbtInd")!.Value == "CRDT" ? 1 : -1);
        var balances = document.Descendants(names + "Bal").ToDictionary(
            balance => balance.Descendants(names + "Cd").First().Value, Signed);

        Assert.Equal(balances["CLBD"], balances["OPBD"] + document.Descendants(names + "Ntry").Sum(Signed));
        Assert.Equal(9.75m, balances["CLBD"]);
        Assert.All(document.Descendants(names + "Amt"), amount => Assert.DoesNotContain("-", amount.Value, StringComparison.Ordinal));
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static async Task<string> RunAsync(string program, string journal, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, ["-f", "-", .. arguments]) { Environment = { ["LC_ALL"] = "C.UTF-8" } };
        var run = await ProgramRun.OfAsync(start, journal);
        return run.Output + run.Errors;
    }
}
