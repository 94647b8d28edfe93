using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Payments.Domain.Ledger;

namespace Payments.Api.Authentication;

/// <summary>
/// An issuer of access tokens for one machine: its RSA key lies in a directory, readable by its owner only, with the public
/// half beside it as a JSON Web Key Set. For demonstrations and tests: whoever can read the key can be anybody.
/// </summary>
public sealed class DevelopmentIssuer
{
    /// <summary>The <c>iss</c> of its tokens when none is configured.</summary>
    public const string DefaultIssuer = "https://issuer.payments.local";

    private const int KeyBits = 3072;
    private const string KeyFile = "issuer-key.pem";
    private const string JwksFileName = "jwks.json";
    private readonly AuthOptions _options;
    private readonly TimeProvider _clock;
    private readonly Lazy<SigningCredentials> _credentials;

    /// <summary>Opens the issuer; its key is made with the first use.</summary>
    public DevelopmentIssuer(IOptions<AuthOptions> options, TimeProvider clock)
    {
        (_options, _clock) = (options.Value, clock);
        _credentials = new Lazy<SigningCredentials>(Open);
    }

    /// <summary>Where the key set of a directory lies.</summary>
    public static string JwksPath(string directory) => Path.Combine(directory, JwksFileName);

    /// <summary>Makes the key and the key set when they are not there yet.</summary>
    public void Prepare() => _ = _credentials.Value;

    /// <summary>Makes an access token (RFC 9068).</summary>
    /// <param name="subject">Public id: usr_, mer_ or adm_.</param>
    /// <param name="role">What the subject is.</param>
    /// <param name="lifetime">How long it is good.</param>
    /// <param name="secondFactor">Whether it tells of a second factor, which administrators need to change things.</param>
    public string Mint(string subject, Role role, TimeSpan lifetime, bool secondFactor = true) =>
        MintRaw(
            new JsonObject
            {
                ["iss"] = _options.Issuer,
                ["aud"] = _options.Audience,
                ["sub"] = subject,
                ["role"] = role.ToString().ToLowerInvariant(),
                ["amr"] = new JsonArray(secondFactor ? ["pwd", "mfa"] : ["pwd"]),
                ["jti"] = Guid.NewGuid().ToString("N"),
                ["iat"] = _clock.GetUtcNow().ToUnixTimeSeconds(),
                ["exp"] = (_clock.GetUtcNow() + lifetime).ToUnixTimeSeconds(),
            }.ToJsonString());

    /// <summary>Signs any payload.</summary>
    internal string MintRaw(string payload) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }
        .CreateToken(payload, _credentials.Value, new Dictionary<string, object> { ["typ"] = "at+jwt" });

    private SigningCredentials Open()
    {
        if (!_options.Development || _options.DevelopmentDirectory is not { } directory)
        {
            throw new InvalidOperationException(
                $"the development issuer is off: set {AuthOptions.Section}:Development and :DevelopmentDirectory");
        }

        var rsa = RSA.Create();
        rsa.ImportFromPem(ReadOrCreateKey(directory));
        var key = new RsaSecurityKey(rsa);
        key.KeyId = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
        WriteKeySet(directory, key);
        return new SigningCredentials(key, SecurityAlgorithms.RsaSha256);
    }

    private static string ReadOrCreateKey(string directory)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, KeyFile);
        if (!File.Exists(path))
        {
            using var rsa = RSA.Create(KeyBits);
            WriteWhole(path, rsa.ExportPkcs8PrivateKeyPem(), UnixFileMode.UserRead | UnixFileMode.UserWrite, overwrite: false);
        }

        return File.ReadAllText(path);
    }

    private static void WriteKeySet(string directory, RsaSecurityKey key)
    {
        var publicKey = key.Rsa.ExportParameters(includePrivateParameters: false);
        var set = new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["kty"] = "RSA",
                ["use"] = "sig",
                ["alg"] = "RS256",
                ["kid"] = key.KeyId,
                ["n"] = Base64UrlEncoder.Encode(publicKey.Modulus),
                ["e"] = Base64UrlEncoder.Encode(publicKey.Exponent),
            }),
        };
        WriteWhole(
            JwksPath(directory), set.ToJsonString(new JsonSerializerOptions { WriteIndented = true }),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead, overwrite: true);
    }

    /// <summary>Written beside and renamed: a reader never sees half a file, and the key never has another mode.</summary>
    private static void WriteWhole(string path, string text, UnixFileMode mode, bool overwrite)
    {
        var draft = $"{path}.{Environment.ProcessId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        using (var writer = new StreamWriter(draft, options))
        {
            writer.Write(text);
        }

        try
        {
            File.Move(draft, path, overwrite);
        }
        catch (IOException) when (!overwrite && File.Exists(path))
        {
            // Another front end of the same directory was first: its key is everybody's.
            File.Delete(draft);
        }
    }
}
