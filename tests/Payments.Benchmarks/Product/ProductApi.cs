using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Payments.Benchmarks.Product;

/// <summary>
/// Everything the bench asks of the product besides transfers: opening accounts and giving them money.
/// </summary>
internal static class ProductApi
{
    private const long Funds = 1_000_000_000;
    private const long HotFunds = 1_000_000_000_000;
    private const int BatchSize = 1_000;
    private const int Parallel = 32;

    /// <summary>
    /// A contestant whose accounts are open and funded, the hot one last, acting as the demo merchant.
    /// </summary>
    public static async Task<HttpContestant> PrepareAsync(IProductSite silo, int ordinary, int? postmaster)
    {
        using var admin = Client(silo, silo.Demo["admin", "token"]);
        var accounts = await OpenAsync(admin, silo.Demo["merchant", "id"], ordinary + 1);
        await FundAsync(admin, accounts);
        return new HttpContestant(silo.Name, silo.Server, silo.Demo["merchant", "api_key"], accounts, postmaster);
    }

    public static HttpClient Client(IProductSite silo, string token)
    {
        var client = new HttpClient { BaseAddress = silo.Server.Address, Timeout = TimeSpan.FromMinutes(2) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static async Task<string[]> OpenAsync(HttpClient admin, string owner, int count)
    {
        var accounts = new string[count];
        var body = new { owner, currency = "USD", type = "wallet" };
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallel };
        await System.Threading.Tasks.Parallel.ForAsync(0, count, options, async (index, _) =>
        {
            using var opened = await PostAsync(admin, "/v1/accounts", body);
            accounts[index] = opened.RootElement.GetProperty("id").GetString()!;
        });
        return accounts;
    }

    private static async Task FundAsync(HttpClient admin, string[] accounts)
    {
        var source = await ExternalAccountAsync(admin);
        foreach (var chunk in accounts.Chunk(BatchSize))
        {
            var transfers = chunk.Select(destination => new
            {
                source,
                destination,
                amount = destination == accounts[^1] ? HotFunds : Funds,
                currency = "USD",
            });
            using var answer = await PostAsync(
                admin, "/v1/transfers/batch", new { mode = "all_or_nothing", transfers });
        }
    }

    private static async Task<string> ExternalAccountAsync(HttpClient admin)
    {
        using var list = await admin.GetFromJsonAsync<JsonDocument>("/v1/accounts?type=external&currency=USD");
        return list!.RootElement.GetProperty("data")[0].GetProperty("id").GetString()!;
    }

    private static async Task<JsonDocument> PostAsync(HttpClient client, string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonDocument.Parse(text)
            : throw new InvalidOperationException($"POST {path} answered {(int)response.StatusCode}: {text}");
    }
}
