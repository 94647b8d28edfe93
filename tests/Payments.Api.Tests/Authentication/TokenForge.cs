using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using Payments.Api.Authentication;

namespace Payments.Api.Tests.Authentication;

/// <summary>Makes tokens by hand, right and wrong ones, with the development issuer's own key.</summary>
internal sealed class TokenForge(string directory, string subject)
{
    private readonly RSA _key = Load(Path.Combine(directory, "issuer-key.pem"));

    public string KeyId { get; } = JsonNode.Parse(File.ReadAllText(DevelopmentIssuer.JwksPath(directory)))!["keys"]![0]!["kid"]!.ToString();

    /// <summary>The public key as PEM: what an attacker would use as the secret of HS256.</summary>
    public byte[] PublicPem => Encoding.ASCII.GetBytes(_key.ExportSubjectPublicKeyInfoPem());

    public JsonObject Header(params (string Name, JsonNode? Value)[] changes) => Change(
        new JsonObject { ["alg"] = "RS256", ["typ"] = "at+jwt", ["kid"] = KeyId }, changes);

    public JsonObject Payload(params (string Name, JsonNode? Value)[] changes)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return Change(
            new JsonObject
            {
                ["iss"] = DevelopmentIssuer.DefaultIssuer,
                ["aud"] = "payments",
                ["sub"] = subject,
                ["role"] = "user",
                ["iat"] = now,
                ["exp"] = now + 600,
            },
            changes);
    }

    public string Sign(string header, string payload) =>
        Join(header, payload, bytes => _key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public string Sign(JsonObject header, JsonObject payload) => Sign(header.ToJsonString(), payload.ToJsonString());

    public string SignWith(JsonObject header, JsonObject payload, Func<byte[], byte[]> sign) =>
        Join(header.ToJsonString(), payload.ToJsonString(), sign);

    public byte[] SignSha512(byte[] bytes) => _key.SignData(bytes, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1);

    public byte[] SignPss(byte[] bytes) => _key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);

    private static string Join(string header, string payload, Func<byte[], byte[]> sign)
    {
        var signed = $"{Base64UrlEncoder.Encode(header)}.{Base64UrlEncoder.Encode(payload)}";
        return $"{signed}.{Base64UrlEncoder.Encode(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private static JsonObject Change(JsonObject members, (string Name, JsonNode? Value)[] changes)
    {
        foreach (var (name, value) in changes)
        {
            members.Remove(name);
            if (value is not null)
            {
                members[name] = value;
            }
        }

        return members;
    }

    private static RSA Load(string path)
    {
        var key = RSA.Create();
        key.ImportFromPem(File.ReadAllText(path));
        return key;
    }
}
