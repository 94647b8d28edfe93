using Microsoft.Extensions.Hosting;

namespace Payments.Api.Operations;

/// <summary>What a front end that is a process of its own says about itself.</summary>
internal static class FrontEndOperations
{
    internal static IServiceCollection AddFrontEndOperations(this IServiceCollection services) => services
        .AddSingleton<IReadiness, FrontEndReadiness>()
        .AddSingleton<StoredLedgerHealth>()
        .AddSingleton<ILedgerHealth>(provider => provider.GetRequiredService<StoredLedgerHealth>())
        .AddHostedService(provider => provider.GetRequiredService<StoredLedgerHealth>());
}
