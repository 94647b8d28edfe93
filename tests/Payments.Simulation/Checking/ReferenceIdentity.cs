using Payments.Domain.Commands;
using Payments.Domain.Ledger;

namespace Payments.Simulation.Checking;

/// <summary>What the reference ledger knows of an API key.</summary>
internal sealed record ReferenceApiKey(Guid Merchant)
{
    public DateTimeOffset? EndsAt { get; set; }

    public int Told { get; set; } = 1;
}

/// <summary>Users, merchants and their keys, as the reference ledger understands them.</summary>
internal sealed class ReferenceIdentity(ReferenceBook book, DateTimeOffset now)
{
    /// <summary>Every reason against a command; null when it is about something else.</summary>
    public HashSet<string>? Against(Command command) => command switch
    {
        RegisterParty register => register.Email is { } email && book.Emails.Contains(email) ? ["already_exists"] : [],
        IssueApiKey issue when !book.Merchants.Contains(issue.MerchantId) || !MayAct(issue.Origin, issue.MerchantId) => ["object_not_found"],
        IssueApiKey { Replaces: { } replaced } issue => AgainstEnd(replaced, now + issue.Overlap, issue.Origin),
        IssueApiKey => [],
        RevokeApiKey revoke => AgainstEnd(revoke.KeyId, now, revoke.Origin),
        _ => null,
    };

    /// <summary>Does what nothing speaks against.</summary>
    /// <returns>False when it is about something else.</returns>
    public bool TryAccept(Command command)
    {
        switch (command)
        {
            case RegisterParty register:
                Register(register);
                return true;
            case IssueApiKey issue:
                if (issue.Replaces is { } replaced)
                    End(replaced, now + issue.Overlap);
                book.ApiKeys[issue.KeyId] = new ReferenceApiKey(issue.MerchantId);
                book.Events.Add((EventType.ApiKeyIssued, issue.KeyId, 1));
                return true;
            case RevokeApiKey revoke:
                End(revoke.KeyId, now);
                return true;
            default:
                return false;
        }
    }

    private void Register(RegisterParty command)
    {
        book.Parties.Add(command.PartyId);
        if (command.Kind == PartyKind.Merchant)
            book.Merchants.Add(command.PartyId);
        if (command.Email is { } email)
            book.Emails.Add(email);
        book.Events.Add((EventType.PartyRegistered, command.PartyId, 1));
    }

    private HashSet<string> AgainstEnd(Guid id, DateTimeOffset end, Origin caller) =>
        !book.ApiKeys.TryGetValue(id, out var key) || !MayAct(caller, key.Merchant) ? ["object_not_found"]
        : key.EndsAt <= end ? ["api_key_revoked"]
        : [];

    private void End(Guid id, DateTimeOffset end)
    {
        var key = book.ApiKeys[id];
        (key.EndsAt, key.Told) = (end, key.Told + 1);
        book.Events.Add((EventType.ApiKeyEnded, id, key.Told));
    }

    private static bool MayAct(Origin caller, Guid merchant) =>
        caller.Role is Role.Admin or Role.System || (caller.Role is Role.Merchant or Role.User && caller.TenantId == merchant);
}
