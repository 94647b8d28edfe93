using Microsoft.Extensions.Options;
using Payments.Api.Limits;
using Payments.Domain.Ids;
using Payments.Domain.Ledger;
using Payments.Journal.Reading;

namespace Payments.Api.Authentication;

/// <summary>Finds the merchant behind an API key's secret.</summary>
internal sealed class KeyHolders(ILedgerReader reader, RequestLimits limits, IOptions<AuthOptions> options, TimeProvider clock)
{
    private readonly TimeSpan _remember = TimeSpan.FromSeconds(options.Value.ApiKeyCacheSeconds);

    /// <summary>What is known already.</summary>
    public CredentialCache Cache { get; } = new(options.Value.CachedCredentialsMax, clock);

    /// <summary>Looks a secret up; null when it is nobody's or has ended.</summary>
    public async Task<Caller?> FindAsync(string secret, CredentialHash hash)
    {
        if (!ApiKeySecret.HasForm(secret))
        {
            return null;
        }

        // Another request may have looked it up since this one asked the cache.
        return Cache.TryGet(hash, out var known) ? known : await Cache.LookUpOnceAsync(hash, () => LookUpAsync(secret, hash));
    }

    private async Task<Caller?> LookUpAsync(string secret, CredentialHash hash)
    {
        var identity = await reader.IdentifyApiKeyAsync(ApiKeySecret.Hash(secret), CancellationToken.None);
        var left = identity?.EndsAt is { } end ? end - clock.GetUtcNow() : TimeSpan.MaxValue;
        var caller = identity is null || left <= TimeSpan.Zero ? null : CallerOf(identity);
        Cache.Set(hash, caller, left < _remember && caller is not null ? left : _remember);
        return caller;
    }

    private Caller CallerOf(ApiKeyIdentity identity) => new(
        identity.MerchantId, PublicId.Format(PublicId.ApiKey, identity.KeyId), Role.Merchant, false,
        limits.BucketOf(PublicId.Format(PublicId.Merchant, identity.MerchantId)));
}
