using System.Security.Cryptography;
using System.Text;
using Payments.Domain;
using Payments.Domain.Commands;
using Payments.Domain.Ids;
using Payments.Domain.Ledger;
using Payments.Grains.Idempotency;

namespace Payments.Api.Demo;

/// <summary>
/// Makes the demo's users, merchant, accounts and money through the same grains as everybody else. Each step has an
/// idempotency key of its own, so a second start finds what the first one made.
/// </summary>
internal sealed class DemoData(IGrainFactory grains)
{
    private const long OpeningBalance = 100_000_000;
    private static readonly Currency Usd = Currency.Of("USD");

    private static readonly Origin Admin = new()
    {
        TenantId = Guid.Empty,
        Actor = "adm_demo",
        Role = Role.Admin,
        RequestId = "demo-data",
    };

    internal sealed record Ids(Guid User, Guid OtherUser, Guid Merchant, Guid UserUsd, Guid OtherUserUsd, Guid MerchantUsd);

    internal async Task<Ids> CreateAsync()
    {
        var user = await RegisterAsync("user", PartyKind.User, "Ada");
        var other = await RegisterAsync("other-user", PartyKind.User, "Grace");
        var merchant = await RegisterAsync("merchant", PartyKind.Merchant, "Corner Shop");
        var external = await OpenAsync("external-usd", Guid.Empty, AccountType.External, floor: null);
        var userUsd = await OpenAsync("user-usd", user, AccountType.Wallet, floor: 0);
        var otherUsd = await OpenAsync("other-user-usd", other, AccountType.Wallet, floor: 0);
        var merchantUsd = await OpenAsync("merchant-usd", merchant, AccountType.Merchant, floor: 0);
        await FundAsync(external, userUsd);
        return new Ids(user, other, merchant, userUsd, otherUsd, merchantUsd);
    }

    /// <summary>Issues an API key with a secret that only the caller knows.</summary>
    internal async Task IssueKeyAsync(Guid merchant, string secret)
    {
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes(secret));
        await RunAsync(new IssueApiKey
        {
            Origin = Admin,
            Idempotency = Stamp($"api-key-{Convert.ToHexString(hash)}"),
            KeyId = Guid.CreateVersion7(),
            MerchantId = merchant,
            SecretHash = hash,
            LastFour = secret[^4..],
            Name = "demo",
        });
    }

    private async Task<Guid> RegisterAsync(string step, PartyKind kind, string name) =>
        ((PartyOutcome)await RunAsync(new RegisterParty
        {
            Origin = Admin,
            Idempotency = Stamp(step),
            PartyId = Guid.CreateVersion7(),
            Kind = kind,
            Name = name,
            Salt = RandomNumberGenerator.GetBytes(16),
        })).PartyId;

    private async Task<Guid> OpenAsync(string step, Guid owner, AccountType type, long? floor) =>
        ((AccountOutcome)await RunAsync(new OpenAccount
        {
            Origin = Admin,
            Idempotency = Stamp(step),
            AccountId = Guid.CreateVersion7(),
            OwnerId = owner,
            Type = type,
            Currency = Usd,
            Floor = floor,
        })).Account.Id;

    private Task<Outcome> FundAsync(Guid external, Guid wallet) => RunAsync(new TransferMoney
    {
        Origin = Admin,
        Idempotency = Stamp("opening-balance"),
        TransferId = Guid.CreateVersion7(),
        Source = external,
        Destination = wallet,
        Amount = OpeningBalance,
        Currency = Usd,
        Description = "Opening balance of the demo",
    });

    private async Task<Outcome> RunAsync(Command command)
    {
        var grain = grains.GetGrain<IIdempotencyGrain>(IdempotencySlots.Of(command));
        return await grain.RunAsync(command) is Done done
            ? done.Outcome
            : throw new InvariantViolationException($"the demo's {command.GetType().Name} was refused");
    }

    private static IdempotencyStamp Stamp(string step)
    {
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes($"payments demo {step}"));
        return new IdempotencyStamp
        {
            OperationId = new Guid(hash.AsSpan(0, 16), bigEndian: true),
            Key = $"demo-{step}",
            Route = "demo",
            Fingerprint = hash,
        };
    }
}
