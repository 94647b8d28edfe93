using Payments.Api.Tests.Sites;

namespace Payments.Api.Tests.Outages;

/// <summary>The whole system on a PostgreSQL that the test brings along.</summary>
internal sealed class OutageSite : ISite, IAsyncDisposable
{
    private readonly ServerProcess _silo;
    private readonly DemoFile _demo;

    private OutageSite(ServerProcess silo, DemoFile demo)
    {
        (_silo, _demo) = (silo, demo);
        Client = new HttpClient { BaseAddress = silo.Address };
    }

    public Uri Address => _silo.Address;

    public HttpClient Client { get; }

    public string UserToken => Demo("user", "token");

    public string AdminToken => Demo("admin", "token");

    public string Source => Demo("accounts", "user_usd");

    public string Destination => Demo("accounts", "other_user_usd");

    public bool HasLedger => true;

    public static async Task<OutageSite> StartAsync(string postgres, string folder)
    {
        Directory.CreateDirectory(folder);
        var silo = await SiloProcess.StartAsync(postgres, folder, ProductSettings.WideLimits);
        return new OutageSite(silo, await DemoFile.ReadAsync(folder));
    }

    public async Task<int> ReadyStatusAsync()
    {
        using var answer = await Client.GetAsync("/health/ready");
        return (int)answer.StatusCode;
    }

    public async Task<string> LedgerAsync() => (await this.GetAsync(AdminToken, "/v1/ledger/trial-balance")).ToString();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _silo.DisposeAsync();
    }

    private string Demo(string who, string what) => _demo[who, what];
}
