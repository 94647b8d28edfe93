using System.Security.Cryptography;
using Payments.Domain.Commands;

namespace Payments.Simulation.Workload;

/// <summary>What is asked about merchants and their API keys.</summary>
internal static class KeyRequests
{
    public static Request RegisterMerchant(Scene scene) =>
        scene.New("merchant", "a merchant", Scene.Admin, (stamp, id) => new RegisterParty
        {
            Origin = Scene.Admin,
            Idempotency = stamp,
            PartyId = id,
            Kind = PartyKind.Merchant,
            Name = "a merchant",
        });

    /// <summary>Issues a key, or rolls one that then works on for a while.</summary>
    public static Request Issue(Scene scene, Origin caller, Guid merchant, Guid? replaces, TimeSpan overlap) =>
        scene.New(replaces is null ? "issue" : "roll", $"{Short(merchant)} for {(replaces is { } old ? Short(old) : "nothing")} {overlap}", caller, (stamp, id) => new IssueApiKey
        {
            Origin = caller,
            Idempotency = stamp,
            KeyId = id,
            MerchantId = merchant,
            SecretHash = SHA256.HashData(id.ToByteArray()),
            LastFour = Short(id)[..4],
            Replaces = replaces,
            Overlap = overlap,
        });

    public static Request Revoke(Scene scene, Origin caller, Guid key) =>
        scene.New("revoke", Short(key), caller, (stamp, id) => new RevokeApiKey
        {
            Origin = caller,
            Idempotency = stamp,
            KeyId = key,
            ChangeId = id,
        });

    private static string Short(Guid id) => id.ToString()[..8];
}
