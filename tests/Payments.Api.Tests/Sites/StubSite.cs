using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Payments.Api.Authentication;
using Payments.Api.Limits;
using Payments.Api.Operations;
using Payments.Grains.Operations;
using Payments.Hosting.Operations;
using Payments.Journal.Verification;

namespace Payments.Api.Tests.Sites;

/// <summary>The front end on a real Kestrel, with stubs behind it: what a test sends goes over a socket.</summary>
internal sealed class StubSite : ISite, IAsyncDisposable
{
    private const string KeyFile = "issuer-key.pem";

    // All sites have one: to make it takes longer than most tests.
    private static readonly Lazy<TemporaryFolder> IssuerKey = new(MakeIssuerKey);

    private readonly WebApplication _app;
    private readonly TemporaryFolder _directory;

    private StubSite(WebApplication app, TemporaryFolder directory, StubIdempotencyGrain grain, StubReader reader)
    {
        (_app, _directory, Grain, Reader) = (app, directory, grain, reader);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };
        UserToken = Issuer.Mint(UserId, Role.User, TimeSpan.FromHours(1));
        AdminToken = Issuer.Mint("adm_root", Role.Admin, TimeSpan.FromHours(1));
    }

    public static Guid User { get; } = Guid.Parse("0195b5e4-7c00-7000-8000-000000000001");

    /// <summary>The only account that the stubs know: the user's.</summary>
    public static Guid Account { get; } = Guid.Parse("0195b5e4-7c00-7000-8000-000000000002");

    public static string UserId { get; } = PublicId.Format(PublicId.User, User);

    public string Source => PublicId.Format(PublicId.Account, Account);

    public string Destination => "acc_01jd3vn8q4e3asjhqz7wqkdmyh";

    public bool HasLedger => false;

    public StubIdempotencyGrain Grain { get; }

    public StubReader Reader { get; }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public string UserToken { get; }

    public string AdminToken { get; }

    public string DirectoryPath => _directory.Path;

    public DevelopmentIssuer Issuer => _app.Services.GetRequiredService<DevelopmentIssuer>();

    public IEnumerable<RouteEndpoint> Endpoints => _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    public T Service<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public static async Task<StubSite> StartAsync(
        Dictionary<string, string?>? settings = null, IRuntimeDashboard? dashboard = null)
    {
        KestrelSetup.RefuseBareLineFeeds();
        var directory = new TemporaryFolder("payments-api-");
        File.Copy(Path.Combine(IssuerKey.Value.Path, KeyFile), Path.Combine(directory.Path, KeyFile));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(Settings(directory.Path)).AddInMemoryCollection(settings ?? []);
        builder.Logging.ClearProviders();
        var limits = builder.Configuration.GetSection(LimitOptions.Section).Get<LimitOptions>() ?? new LimitOptions();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ConfigurePayments(limits);
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        var grain = new StubIdempotencyGrain();
        var (reader, stub) = StubReader.Create();
        stub.On(nameof(ILedgerReader.FindAccountAsync), arguments => Task.FromResult(
            (Guid)arguments[0]! == Account ? new AccountView(Ledger.Account(Account, User), null) : null));
        stub.On(nameof(ILedgerReader.ListEventsAsync), _ => Task.FromResult(((IReadOnlyList<EventView>)[], 0L, false)));
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(StubGrains.Of(grain)).AddSingleton(reader);
        builder.Services.AddSingleton<ILedgerVerifier, Wellness>().AddSingleton<IReadiness, Wellness>().AddSingleton<ILedgerHealth, Wellness>();
        builder.Services.AddSingleton<ISiloDirectory, StubSilos>();
        if (dashboard is not null)
        {
            builder.Services.AddSingleton(dashboard);
        }

        builder.Services.AddPaymentsApi(builder.Configuration);
        var app = builder.Build();
        app.Services.GetRequiredService<DevelopmentIssuer>().Prepare();
        app.MapPaymentsApi();
        await app.StartAsync();
        return new StubSite(app, directory, grain, stub);
    }

    public Task<string> LedgerAsync() => Task.FromResult($"{Grain.Commands.Count}");

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        _directory.Dispose();
    }

    private static TemporaryFolder MakeIssuerKey()
    {
        var folder = new TemporaryFolder("payments-api-key-");
        var options = new AuthOptions { Development = true, DevelopmentDirectory = folder.Path };
        new DevelopmentIssuer(Options.Create(options), TimeProvider.System).Prepare();
        return folder;
    }

    private static Dictionary<string, string?> Settings(string directory) => new()
    {
        ["Payments:Auth:Issuer"] = DevelopmentIssuer.DefaultIssuer,
        ["Payments:Auth:Development"] = "true",
        ["Payments:Auth:DevelopmentDirectory"] = directory,
        ["Payments:Limits:FailedAuthenticationsPerMinute"] = "100000",
        ["Payments:Limits:HeadersWithin"] = "00:00:03",
        ["Payments:Limits:SlowBodyFor"] = "00:00:03",
        ["Payments:Limits:PerKeyPerSecond"] = "100000",
        ["Payments:Limits:PerAddressPerSecond"] = "100000",
    };

    /// <summary>Everything is well.</summary>
    private sealed class Wellness : IReadiness, ILedgerHealth, ILedgerVerifier
    {
        public LedgerHealthReport? Last => new(42, Ledger.Now, []);

        public Task<ReadinessReport> CheckAsync(CancellationToken cancellation) =>
            Task.FromResult(new ReadinessReport([new ReadinessCheck("journal", true)]));

        public Task<VerificationReport> VerifyAsync(long fromPosition, CancellationToken cancellation) =>
            Task.FromResult(new VerificationReport
            {
                From = fromPosition,
                Position = 42,
                Chain = "00",
                At = Ledger.Now,
                FindingsCount = 0,
                Findings = [],
            });
    }
}
