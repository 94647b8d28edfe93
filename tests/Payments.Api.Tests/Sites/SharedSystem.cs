using Payments.Api.Tests.Sites;

[assembly: AssemblyFixture(typeof(SharedSystem))]

namespace Payments.Api.Tests.Sites;

/// <summary>One whole system for all tests that keep to their own accounts.</summary>
public sealed class SharedSystem : SystemSite
{
    /// <summary>Opens a wallet for the demo's user and gives it money.</summary>
    public async Task<string> OpenWalletAsync(long amount, string? token = null)
    {
        var wallet = (await this.DoAsync(token ?? UserToken, "/v1/accounts", """{"currency":"USD"}""")).GetProperty("id").GetString()!;
        if (amount > 0)
        {
            await this.DoAsync(UserToken, "/v1/transfers", Calls.Transfer(Source, wallet, amount));
        }

        return wallet;
    }

    /// <summary>The balance of an account.</summary>
    public async Task<(long Posted, long Pending)> BalanceAsync(string account)
    {
        var balance = await this.GetAsync(AdminToken, $"/v1/accounts/{account}/balance");
        return (balance.GetProperty("posted").GetInt64(), balance.GetProperty("pending").GetInt64());
    }

    /// <summary>Registers a user or merchant.</summary>
    public async Task<string> RegisterAsync(string what) =>
        (await this.DoAsync(AdminToken, $"/v1/{what}", """{"name":"Somebody"}""")).GetProperty("id").GetString()!;
}
