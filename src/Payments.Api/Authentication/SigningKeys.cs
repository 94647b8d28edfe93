using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Payments.Api.Authentication;

/// <summary>
/// The issuer's public keys, from a file or by OpenID discovery. Looked at by the clock alone: a token, whatever its key
/// id, never causes a fetch. While the source cannot be read the last keys stay.
/// </summary>
internal sealed partial class SigningKeys(
    IOptions<AuthOptions> options, TimeProvider clock, ILogger<SigningKeys> logger) : BackgroundService
{
    private readonly AuthOptions _options = options.Value;
    private IReadOnlyList<SecurityKey> _current = [];

    /// <summary>The keys as of the last look.</summary>
    public IReadOnlyList<SecurityKey> Current => Volatile.Read(ref _current);

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(_options.KeyRefreshSeconds), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await RefreshAsync(stoppingToken);
        }
    }

    private async Task RefreshAsync(CancellationToken cancellation)
    {
        try
        {
            Volatile.Write(ref _current, await LoadAsync(cancellation));
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.KeysNotRead(logger, fault.GetType().Name, _current.Count);
        }
    }

    private async Task<IReadOnlyList<SecurityKey>> LoadAsync(CancellationToken cancellation)
    {
        if (JwksFile() is { } file)
        {
            return SigningKeysOf(JsonWebKeySet.Create(await File.ReadAllTextAsync(file, cancellation)));
        }

        if (_options.Authority is not { } authority)
        {
            return [];
        }

        var address = new Uri(authority.AbsoluteUri.TrimEnd('/') + "/.well-known/openid-configuration");
        var discovered = await OpenIdConnectConfigurationRetriever.GetAsync(
            address.AbsoluteUri, new HttpDocumentRetriever { RequireHttps = true }, cancellation);
        return SigningKeysOf(discovered.JsonWebKeySet);
    }

    private string? JwksFile() =>
        _options.JwksFile
        ?? (_options is { Development: true, DevelopmentDirectory: { } directory } ? DevelopmentIssuer.JwksPath(directory) : null);

    /// <summary>Only asymmetric keys that have an id: a secret in a key set would let RS256 turn into HS256.</summary>
    private static IReadOnlyList<SecurityKey> SigningKeysOf(JsonWebKeySet keys) =>
        [.. keys.GetSigningKeys().Where(key => key is AsymmetricSecurityKey or JsonWebKey { Kty: "RSA" or "EC" } && key.KeyId is { Length: > 0 })];

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The issuer's keys could not be read ({Fault}); {Count} earlier keys stay in use")]
        public static partial void KeysNotRead(ILogger logger, string fault, int count);
    }
}
