using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Payments.Api.Authentication;
using Payments.Api.Operations;
using Payments.Domain.Ids;
using Payments.Domain.Ledger;
using Payments.Hosting;

namespace Payments.Api.Demo;

/// <summary>Makes the demo data once the grains answer, and writes demo.json with fresh tokens at every start.</summary>
internal sealed class DemoService(
    IGrainFactory grains, DevelopmentIssuer issuer, IOptions<ProcessOptions> options, IHostApplicationLifetime lifetime,
    DemoGate gate) : BackgroundService
{
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromDays(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        gate.Close();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);

        var directory = options.Value.DataDirectory;
        Directory.CreateDirectory(directory);
        var data = new DemoData(grains);
        var ids = await data.CreateAsync();
        var merchant = PublicId.Format(PublicId.Merchant, ids.Merchant);
        var secret = DemoFile.Read(directory) is { } earlier && earlier.Merchant.Id == merchant ? earlier.Merchant.ApiKey : NewSecret();
        await data.IssueKeyAsync(ids.Merchant, secret);
        Describe(ids, merchant, secret).Write(directory);
        gate.Open();
    }

    private DemoFile Describe(DemoData.Ids ids, string merchant, string secret) => new(
        $"http://127.0.0.1:{options.Value.Port}",
        new DemoMerchant(merchant, secret),
        Person(PublicId.Format(PublicId.User, ids.User)),
        Person(PublicId.Format(PublicId.User, ids.OtherUser)),
        new DemoToken(issuer.Mint("adm_demo", Role.Admin, TokenLifetime)),
        new DemoAccounts(
            PublicId.Format(PublicId.Account, ids.UserUsd),
            PublicId.Format(PublicId.Account, ids.OtherUserUsd),
            PublicId.Format(PublicId.Account, ids.MerchantUsd)));

    private DemoPerson Person(string id) => new(id, issuer.Mint(id, Role.User, TokenLifetime));

    private static string NewSecret() => "sk_" + RandomNumberGenerator.GetString(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 43);
}
