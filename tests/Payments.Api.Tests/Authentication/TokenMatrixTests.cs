using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Payments.Api.Tests.Sites;

namespace Payments.Api.Tests.Authentication;

/// <summary>Every way of forging or misusing a token gets the same 401; a good token of the wrong role gets 403.</summary>
public sealed class TokenMatrixTests(TokenMatrixTests.Fixture fixture) : IClassFixture<TokenMatrixTests.Fixture>
{
    private static readonly long Past = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 3600;
    private static readonly long Future = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 3600;

    private static readonly Dictionary<string, Func<TokenForge, string>> Bad = new()
    {
        ["nothing"] = _ => "",
        ["no token"] = _ => "abc",
        ["two parts"] = forge => string.Join('.', Good(forge).Split('.')[..2]),
        ["four parts"] = forge => Good(forge) + ".x",
        ["empty signature"] = forge => string.Join('.', Good(forge).Split('.')[..2]) + ".",
        ["no algorithm"] = forge => forge.SignWith(forge.Header(("alg", "none")), forge.Payload(), _ => []),
        ["no algorithm, signed"] = forge => forge.Sign(forge.Header(("alg", "none")), forge.Payload()),
        ["no algorithm in odd case"] = forge => forge.Sign(forge.Header(("alg", "NoNe")), forge.Payload()),
        ["algorithm missing"] = forge => forge.Sign(forge.Header(("alg", null)), forge.Payload()),
        ["algorithm in lower case"] = forge => forge.Sign(forge.Header(("alg", "rs256")), forge.Payload()),
        ["RS512"] = forge => forge.SignWith(forge.Header(("alg", "RS512")), forge.Payload(), forge.SignSha512),
        ["PS256"] = forge => forge.SignWith(forge.Header(("alg", "PS256")), forge.Payload(), forge.SignPss),
        ["HS256 with the public key"] = forge => forge.SignWith(
            forge.Header(("alg", "HS256")), forge.Payload(), bytes => HMACSHA256.HashData(forge.PublicPem, bytes)),
        ["ES256 with another key"] = forge => forge.SignWith(forge.Header(("alg", "ES256")), forge.Payload(), SignElsewhere),
        ["RS256 with another key"] = forge => forge.SignWith(forge.Header(), forge.Payload(), SignWithOtherRsa),
        ["payload changed"] = forge => Swap(forge, forge.Payload(("role", "admin"))),
        ["unknown kid"] = forge => forge.Sign(forge.Header(("kid", "another")), forge.Payload()),
        ["kid missing"] = forge => forge.Sign(forge.Header(("kid", null)), forge.Payload()),
        ["kid is a path"] = forge => forge.Sign(forge.Header(("kid", "../../../../dev/null")), forge.Payload()),
        ["kid is SQL"] = forge => forge.Sign(forge.Header(("kid", "' UNION SELECT 'secret")), forge.Payload()),
        ["kid is long"] = forge => forge.Sign(forge.Header(("kid", new string('k', 300))), forge.Payload()),
        ["jku"] = forge => forge.Sign(forge.Header(("jku", "http://127.0.0.1:1/jwks.json")), forge.Payload()),
        ["x5u"] = forge => forge.Sign(forge.Header(("x5u", "http://127.0.0.1:1/chain.pem")), forge.Payload()),
        ["jwk"] = forge => forge.Sign(forge.Header(("jwk", new JsonObject { ["kty"] = "RSA" })), forge.Payload()),
        ["crit"] = forge => forge.Sign(forge.Header(("crit", new JsonArray("exp"))), forge.Payload()),
        ["wrong type"] = forge => forge.Sign(forge.Header(("typ", "logout+jwt")), forge.Payload()),
        ["type missing"] = forge => forge.Sign(forge.Header(("typ", null)), forge.Payload()),
        ["ID token"] = forge => forge.Sign(forge.Header(("typ", "JWT")), forge.Payload(("nonce", "n-0S6_WzA2Mj"))),
        ["expired"] = forge => forge.Sign(forge.Header(), forge.Payload(("exp", Past))),
        ["expiry missing"] = forge => forge.Sign(forge.Header(), forge.Payload(("exp", null))),
        ["expiry is a text"] = forge => forge.Sign(forge.Header(), forge.Payload(("exp", "tomorrow"))),
        ["not yet valid"] = forge => forge.Sign(forge.Header(), forge.Payload(("nbf", Future))),
        ["issued in the future"] = forge => forge.Sign(forge.Header(), forge.Payload(("iat", Future))),
        ["wrong issuer"] = forge => forge.Sign(forge.Header(), forge.Payload(("iss", "https://elsewhere.example"))),
        ["issuer missing"] = forge => forge.Sign(forge.Header(), forge.Payload(("iss", null))),
        ["wrong audience"] = forge => forge.Sign(forge.Header(), forge.Payload(("aud", "another-api"))),
        ["audience missing"] = forge => forge.Sign(forge.Header(), forge.Payload(("aud", null))),
        ["subject missing"] = forge => forge.Sign(forge.Header(), forge.Payload(("sub", null))),
        ["subject of another kind"] = forge => forge.Sign(forge.Header(), forge.Payload(("role", "admin"))),
        ["subject is SQL"] = forge => forge.Sign(forge.Header(), forge.Payload(("sub", "usr_' OR 1=1"))),
        ["claim twice"] = forge => forge.Sign(
            forge.Header().ToJsonString(), Twice(forge.Payload().ToJsonString(), "\"role\":\"admin\"")),
        ["header twice"] = forge => forge.Sign(
            Twice(forge.Header().ToJsonString(), "\"alg\":\"none\""), forge.Payload().ToJsonString()),
        ["payload is a list"] = forge => forge.Sign(forge.Header().ToJsonString(), "[]"),
        ["payload is no JSON"] = forge => forge.Sign(forge.Header().ToJsonString(), "{"),
        ["12 KB"] = forge => forge.Sign(forge.Header(), forge.Payload(("pad", new string('p', 9_000)))),
        ["an API key of nobody"] = _ => "sk_0123456789012345678901234567890123456789012",
        ["an API key of another form"] = _ => "sk_1",
    };

    public static TheoryData<string> Names => new(Bad.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_bad_token_gets_the_one_401(string name)
    {
        var answer = await fixture.Site.SendAsync(HttpMethod.Get, Bad[name](fixture.Forge), "/v1/accounts");

        Assert.Equal(401, answer.Status);
        Assert.Equal("unauthenticated", answer.Code);
        Assert.Equal("A valid API key or access token is required.", answer["detail"]);
        Assert.StartsWith("Bearer", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_a_megabyte_is_not_read()
    {
        var answer = await RawHttp.SendAsync(
            fixture.Site.Address,
            $"GET /v1/accounts HTTP/1.1\nHost: x\nAuthorization: Bearer {new string('a', 1_000_000)}\n\n");

        Assert.Equal(431, answer.Status);
    }

    [Theory]
    [InlineData("at+jwt")]
    [InlineData("JWT")]
    public async Task A_good_token_is_taken(string type)
    {
        var token = fixture.Forge.Sign(fixture.Forge.Header(("typ", type)), fixture.Forge.Payload());

        Assert.Equal(200, (await fixture.Site.SendAsync(HttpMethod.Get, token, "/v1/accounts")).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("root")]
    public async Task A_good_token_without_a_known_role_may_do_nothing(string? role)
    {
        var token = fixture.Forge.Sign(fixture.Forge.Header(), fixture.Forge.Payload(("role", role)));
        var answer = await fixture.Site.SendAsync(HttpMethod.Get, token, "/v1/accounts");

        Assert.Equal((403, "not_allowed"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task An_administrator_reads_with_a_token_and_changes_with_a_second_factor()
    {
        var token = fixture.Site.Issuer.Mint("adm_root", Role.Admin, TimeSpan.FromMinutes(5), secondFactor: false);
        const string Body = """{"name":"Corner Shop"}""";

        Assert.Equal(200, (await fixture.Site.SendAsync(HttpMethod.Get, token, "/v1/users")).Status);
        Assert.Equal(403, (await fixture.Site.PostAsync(token, "/v1/merchants", Body)).Status);
        Assert.Equal(201, (await fixture.Site.PostAsync(fixture.Site.AdminToken, "/v1/merchants", Body)).Status);
    }

    [Theory]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Token abc")]
    [InlineData("Bearer a b")]
    public async Task Another_scheme_is_no_credential(string header)
    {
        var answer = await fixture.Site.SendAsync(
            HttpMethod.Get, null, "/v1/accounts", null, null, ("Authorization", header));

        Assert.Equal(401, answer.Status);
    }

    [Fact]
    public void The_issuer_s_key_can_be_read_by_its_owner_only()
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                File.GetUnixFileMode(Path.Combine(fixture.Site.DirectoryPath, "issuer-key.pem")));
        }
    }

    private static string Good(TokenForge forge) => forge.Sign(forge.Header(), forge.Payload());

    private static string Swap(TokenForge forge, JsonObject payload)
    {
        var (mine, other) = (Good(forge).Split('.'), forge.Sign(forge.Header(), payload).Split('.'));
        return $"{mine[0]}.{other[1]}.{mine[2]}";
    }

    private static string Twice(string json, string member) => $"{json[..^1]},{member}}}";

    private static byte[] SignElsewhere(byte[] bytes)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.SignData(bytes, HashAlgorithmName.SHA256);
    }

    private static byte[] SignWithOtherRsa(byte[] bytes)
    {
        using var key = RSA.Create(2048);
        return key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    public sealed class Fixture : IAsyncLifetime
    {
        internal StubSite Site { get; private set; } = null!;

        internal TokenForge Forge { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Site = await StubSite.StartAsync();
            Forge = new TokenForge(Site.DirectoryPath, StubSite.UserId);
        }

        public ValueTask DisposeAsync() => Site.DisposeAsync();
    }
}
