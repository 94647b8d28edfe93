using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Payments.Api.Accounts;
using Payments.Api.ApiKeys;
using Payments.Api.Approvals;
using Payments.Api.Authentication;
using Payments.Api.Authorization;
using Payments.Api.Dashboard;
using Payments.Api.Events;
using Payments.Api.Idempotency;
using Payments.Api.Ledger;
using Payments.Api.Limits;
using Payments.Api.Observability;
using Payments.Api.OpenApi;
using Payments.Api.Operations;
using Payments.Api.Parties;
using Payments.Api.Problems;
using Payments.Api.Requests;
using Payments.Api.Routes;
using Payments.Api.Statements;
using Payments.Api.Transfers;
using Payments.Grains.Idempotency;
using Payments.Telemetry.Prometheus;

namespace Payments.Api;

/// <summary>The HTTP front end. A host registers it, sets up Kestrel by <see cref="KestrelSetup"/>, and maps it.</summary>
public static class PaymentsApi
{
    /// <summary>
    /// Registers the front end. The host brings <see cref="TimeProvider"/>, IGrainFactory, ILedgerReader, ILedgerVerifier,
    /// <see cref="IReadiness"/>, <see cref="ILedgerHealth"/> and ISiloDirectory.
    /// </summary>
    public static IServiceCollection AddPaymentsApi(this IServiceCollection services, IConfiguration configuration)
    {
        AddOptions<LimitOptions>(services, configuration, LimitOptions.Section);
        AddOptions<ApprovalOptions>(services, configuration, ApprovalOptions.Section);
        AddOptions<AuthOptions>(services, configuration, AuthOptions.Section);
        AddOptions<DashboardOptions>(services, configuration, DashboardOptions.Section);
        AddOptions<ProxyOptions>(services, configuration, ProxyOptions.Section);
        AddOptions<MonitoringOptions>(services, configuration, MonitoringOptions.Section);
        services.AddRouting().AddMetrics();
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning));
        AddIdentity(services);

        services.AddSingleton<ClientAddresses>().AddSingleton<NewIds>().AddSingleton<RequestLimits>();
        services.AddSingleton<FaultAnswers>().AddSingleton<ApiMetrics>();
        services.AddSingleton<MetricsPage>().AddHostedService(provider => provider.GetRequiredService<MetricsPage>());
        services.TryAddSingleton<ICommandSender, SlotSender>();
        services.AddSingleton<CommandRunner>().AddSingleton<CommandRoutes>();
        AddRoutes(services);
        return services;
    }

    /// <summary>Puts the front end's middleware into the pipeline and maps its routes.</summary>
    public static WebApplication MapPaymentsApi(this WebApplication app)
    {
        UseFrontDoor(app);
        MapRoutes(app, app.Services);
        return app;
    }

    /// <summary>The same middleware with the routes alone that show how a process is: for a silo without an API.</summary>
    public static WebApplication MapPaymentsOperations(this WebApplication app)
    {
        UseFrontDoor(app);
        MapOperations(new RouteTable(app, app.Services.GetRequiredService<CommandRoutes>()), app.Services);
        return app;
    }

    private static void UseFrontDoor(WebApplication app)
    {
        var limits = app.Services.GetRequiredService<RequestLimits>();
        app.UseMiddleware<FrontDoor>();
        app.UseRouting();
        app.Use(next => context => RoutingAnswers.AnswerUnroutedAsync(context, next));
        app.UseAuthentication();
        app.Use(next => context => RoutingAnswers.LimitCallerAsync(context, next, limits));
        app.UseAuthorization();
    }

    private static void AddIdentity(IServiceCollection services)
    {
        // Not AddAuthentication: that brings data protection along, which writes keys of its own to disk.
        services.AddTransient<CallerAuthenticationHandler>();
        services.AddAuthenticationCore(options =>
        {
            options.DefaultScheme = Caller.Scheme;
            options.AddScheme<CallerAuthenticationHandler>(Caller.Scheme, displayName: null);
        });
        services.AddAuthorization(Access.AddPolicies);
        services.AddSingleton<SigningKeys>().AddHostedService(provider => provider.GetRequiredService<SigningKeys>());
        services.AddSingleton<DashboardSessions>().AddSingleton<DashboardLogin>().AddSingleton<DashboardRoutes>();
        services.AddSingleton<DevelopmentIssuer>().AddSingleton<KeyHolders>().AddSingleton<AccessTokens>();
    }

    private static void AddRoutes(IServiceCollection services)
    {
        services.AddSingleton<PartyIds>().AddSingleton<PartyRoutes>().AddSingleton<ApiKeyRoutes>().AddSingleton<ApprovalRoutes>();
        services.AddSingleton<AccountReads>().AddSingleton<StatementReads>().AddSingleton<TransferReads>();
        services.AddSingleton<LedgerReads>().AddSingleton<LedgerVerification>();
        services.AddSingleton<FeedBell>().AddHostedService(provider => provider.GetRequiredService<FeedBell>());
        services.AddSingleton<EventStream>().AddSingleton<EventReads>().AddSingleton<KeyReads>();
        services.AddSingleton<Silos>().AddSingleton<GrainPlaces>().AddSingleton<OperatorRoutes>();
        services.AddSingleton<DemoGate>().AddSingleton<HealthRoutes>().AddSingleton<DocumentRoutes>();
    }

    private static void MapRoutes(IEndpointRouteBuilder endpoints, IServiceProvider services)
    {
        var routes = new RouteTable(endpoints, services.GetRequiredService<CommandRoutes>());
        services.GetRequiredService<PartyRoutes>().Map(routes);
        services.GetRequiredService<ApiKeyRoutes>().Map(routes);
        AccountRoutes.Map(routes, services.GetRequiredService<AccountReads>());
        services.GetRequiredService<StatementReads>().Map(routes);
        TransferRoutes.Map(routes, services.GetRequiredService<TransferReads>());
        services.GetRequiredService<ApprovalRoutes>().Map(routes);
        LedgerRoutes.Map(
            routes, services.GetRequiredService<LedgerReads>(), services.GetRequiredService<LedgerVerification>());
        services.GetRequiredService<EventReads>().Map(routes);
        services.GetRequiredService<KeyReads>().Map(routes);
        MapOperations(routes, services);
        services.GetRequiredService<OperatorRoutes>().Map(routes);
        services.GetRequiredService<DocumentRoutes>().Map(routes, endpoints);
        services.GetRequiredService<DashboardRoutes>().Map(endpoints);
    }

    private static void MapOperations(RouteTable routes, IServiceProvider services)
    {
        services.GetRequiredService<HealthRoutes>().Map(routes);
        MetricsRoute.Map(routes, services.GetRequiredService<MetricsPage>());
    }

    private static void AddOptions<TOptions>(IServiceCollection services, IConfiguration configuration, string section)
        where TOptions : class =>
        services.AddOptions<TOptions>().Bind(configuration.GetSection(section)).ValidateDataAnnotations().ValidateOnStart();
}
