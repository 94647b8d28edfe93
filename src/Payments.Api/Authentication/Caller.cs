using System.Buffers;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Payments.Api.Limits;
using Payments.Domain.Ids;
using Payments.Domain.Ledger;

namespace Payments.Api.Authentication;

/// <summary>Who asks: made once for each valid credential and kept with it.</summary>
internal sealed class Caller
{
    /// <summary>The authentication scheme's name.</summary>
    public const string Scheme = "Bearer";

    /// <summary>Prefix of the ids of the operator's people.</summary>
    public const string StaffPrefix = "adm";

    private static readonly SearchValues<char> StaffLetters =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.");

    /// <summary>Makes a caller with the bucket that counts its requests.</summary>
    public Caller(Guid tenantId, string actor, Role? role, bool hasSecondFactor, TokenBucket bucket)
    {
        (TenantId, Actor, Role, HasSecondFactor, Bucket) = (tenantId, actor, role, hasSecondFactor, bucket);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, actor)], Scheme);
        Result = Task.FromResult(
            AuthenticateResult.Success(new AuthenticationTicket(new CallerPrincipal(identity, this), Scheme)));
    }

    /// <summary>The user or merchant whose objects the caller may touch; <see cref="Guid.Empty"/> for the operator's people.</summary>
    public Guid TenantId { get; }

    /// <summary>Public id of the person, service or API key.</summary>
    public string Actor { get; }

    /// <summary>What the caller is; null when the token does not say, and then nothing is allowed.</summary>
    public Role? Role { get; }

    /// <summary>True when the token tells of a second factor (<c>amr</c> holds <c>mfa</c>, RFC 8176).</summary>
    public bool HasSecondFactor { get; }

    /// <summary>Counts the caller's requests.</summary>
    public TokenBucket Bucket { get; }

    /// <summary>What the authentication handler answers.</summary>
    public Task<AuthenticateResult> Result { get; }

    /// <summary>True for roles that read the objects of all tenants.</summary>
    public bool ReadsAll => Role is Domain.Ledger.Role.Support or Domain.Ledger.Role.Finance or Domain.Ledger.Role.Admin;

    /// <summary>The owner to filter lists by: null for all.</summary>
    public Guid? OwnerFilter => ReadsAll ? null : TenantId;

    /// <summary>True when the caller may know of an object with this owner.</summary>
    public bool MaySee(Guid ownerId) => ReadsAll || (ownerId != Guid.Empty && ownerId == TenantId);

    /// <summary>The tenant that a subject stands for; false when the subject is none of ours or does not fit its role.</summary>
    public static bool TryReadSubject(string subject, Role? role, out Guid tenantId)
    {
        var isUser = PublicId.TryParse(PublicId.User, subject, out tenantId);
        var isMerchant = !isUser && PublicId.TryParse(PublicId.Merchant, subject, out tenantId);
        return role switch
        {
            Domain.Ledger.Role.User => isUser,
            Domain.Ledger.Role.Merchant => isMerchant,
            null => isUser || isMerchant || IsStaffSubject(subject),
            _ => IsStaffSubject(subject),
        };
    }

    /// <summary>People of the operator are no objects of the ledger: their ids are whatever the issuer calls them.</summary>
    private static bool IsStaffSubject(string subject) =>
        subject.StartsWith(StaffPrefix + "_", StringComparison.Ordinal) && subject.Length is > 4 and <= 64
        && !subject.AsSpan(StaffPrefix.Length + 1).ContainsAnyExcept(StaffLetters);
}

/// <summary>ASP.NET's view of a caller.</summary>
internal sealed class CallerPrincipal(ClaimsIdentity identity, Caller caller) : ClaimsPrincipal(identity)
{
    /// <summary>The caller.</summary>
    public Caller Caller { get; } = caller;
}
