using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Payments.Api.Accounts;
using Payments.Api.Authentication;
using Payments.Api.Authorization;
using Payments.Api.Idempotency;
using Payments.Api.Limits;
using Payments.Api.Observability;
using Payments.Api.Operations;
using Payments.Api.Parties;
using Payments.Api.Problems;
using Payments.Api.Requests;
using Payments.Api.Routes;
using Payments.Api.Transfers;

namespace Payments.Api;

/// <summary>The HTTP front end. A host registers it, sets up Kestrel by <see cref="KestrelSetup"/>, and maps it.</summary>
public static class PaymentsApi
{
    /// <summary>
    /// Registers the front end. The host brings <see cref="TimeProvider"/>, IGrainFactory, ILedgerReader, ILedgerVerifier,
    /// <see cref="IReadiness"/> and <see cref="ILedgerHealth"/>.
    /// </summary>
    public static IServiceCollection AddPaymentsApi(this IServiceCollection services, IConfiguration configuration)
    {
        AddOptions<LimitOptions>(services, configuration, LimitOptions.Section);
        AddOptions<AuthOptions>(services, configuration, AuthOptions.Section);
        AddOptions<ProxyOptions>(services, configuration, ProxyOptions.Section);

        services.AddRouting().AddMetrics();
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning));
        services.AddAuthentication(Caller.Scheme)
            .AddScheme<AuthenticationSchemeOptions, CallerAuthenticationHandler>(Caller.Scheme, null);
        services.AddAuthorization(Access.AddPolicies);
        services.AddSingleton<SigningKeys>().AddHostedService(provider => provider.GetRequiredService<SigningKeys>());
        services.AddSingleton<DevelopmentIssuer>().AddSingleton<ApiKeys>().AddSingleton<AccessTokens>();

        services.AddSingleton<ClientAddresses>().AddSingleton<NewIds>().AddSingleton<RequestLimits>();
        services.AddSingleton<FaultAnswers>().AddSingleton<ApiMetrics>();
        services.AddSingleton<CommandRunner>().AddSingleton<CommandRoutes>();
        services.AddSingleton<PartyIds>().AddSingleton<AccountReads>().AddSingleton<TransferReads>().AddSingleton<HealthRoutes>();
        return services;
    }

    /// <summary>Puts the front end's middleware into the pipeline and maps its routes.</summary>
    public static WebApplication MapPaymentsApi(this WebApplication app)
    {
        var limits = app.Services.GetRequiredService<RequestLimits>();
        app.UseMiddleware<FrontDoor>();
        app.UseRouting();
        app.Use(next => context => RoutingAnswers.AnswerUnroutedAsync(context, next));
        app.UseAuthentication();
        app.Use(next => context => RoutingAnswers.LimitCallerAsync(context, next, limits));
        app.UseAuthorization();

        var routes = new RouteTable(app, app.Services.GetRequiredService<CommandRoutes>());
        AccountRoutes.Map(routes, app.Services.GetRequiredService<AccountReads>());
        TransferRoutes.Map(routes, app.Services.GetRequiredService<TransferReads>());
        app.Services.GetRequiredService<HealthRoutes>().Map(routes);
        return app;
    }

    private static void AddOptions<TOptions>(IServiceCollection services, IConfiguration configuration, string section)
        where TOptions : class =>
        services.AddOptions<TOptions>().Bind(configuration.GetSection(section)).ValidateDataAnnotations().ValidateOnStart();
}
