using Microsoft.Extensions.Options;
using Payments.Api.Authentication;

namespace Payments.Api.Tests.Sites;

/// <summary>The whole system: the silo's process on a database of its own, with the demo's people and money.</summary>
public class SystemSite : ISite, IAsyncLifetime
{
    private string _database = "";
    private readonly TemporaryFolder _directory = new("payments-api-system-");
    private ServerProcess? _silo;
    private DemoFile? _demo;

    public Uri Address => _silo!.Address;

    public HttpClient Client { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public string UserToken => Demo("user", "token");

    public string OtherUserToken => Demo("other_user", "token");

    public string AdminToken => Demo("admin", "token");

    public string MerchantKey => Demo("merchant", "api_key");

    public string UserId => Demo("user", "id");

    public string OtherUserId => Demo("other_user", "id");

    public string MerchantId => Demo("merchant", "id");

    public string Source => Demo("accounts", "user_usd");

    public string Destination => Demo("accounts", "other_user_usd");

    public string MerchantAccount => Demo("accounts", "merchant_usd");

    public bool HasLedger => true;

    /// <summary>The silo's process.</summary>
    public int ProcessId => _silo!.Id;

    /// <summary>Everything that the silo has logged.</summary>
    public string Log => _silo!.Output;

    /// <summary>Settings of the silo's process: wide limits, little patience, no cache of keys.</summary>
    protected virtual Dictionary<string, string> Settings => new(ProductSettings.WideLimits)
    {
        ["Payments:Limits:FailedAuthenticationsPerMinute"] = "100000",
        ["Payments:Limits:HeadersWithin"] = "00:00:03",
        ["Payments:Limits:SlowBodyFor"] = "00:00:03",
        ["Payments:Auth:ApiKeyCacheSeconds"] = "0",
    };

    public virtual async ValueTask InitializeAsync()
    {
        _database = await PostgresServer.CreateDatabaseAsync();
        _silo = await SiloProcess.StartAsync(_database, _directory.Path, Settings);
        Client.BaseAddress = Address;
        _demo = await DemoFile.ReadAsync(_directory.Path);
    }

    public virtual async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_silo is not null)
        {
            await _silo.DisposeAsync();
        }

        _directory.Dispose();
        await PostgresServer.DropDatabaseAsync(_database);
    }

    /// <summary>The trial balance with its position: the same before and after means that nothing at all was written.</summary>
    public async Task<string> LedgerAsync()
    {
        var balance = await this.GetAsync(AdminToken, "/v1/ledger/trial-balance");
        return $"{balance.GetProperty("position")} {balance.GetProperty("currencies")}";
    }

    /// <summary>An access token of one of the operator's people.</summary>
    public string TokenOf(string person, Role role)
    {
        var options = new AuthOptions { Issuer = DevelopmentIssuer.DefaultIssuer, Development = true, DevelopmentDirectory = _directory.Path };
        return new DevelopmentIssuer(Options.Create(options), TimeProvider.System).Mint(person, role, TimeSpan.FromMinutes(30));
    }

    private string Demo(string who, string what) => _demo![who, what];
}
