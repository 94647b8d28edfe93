using Payments.Domain.Commands;
using Payments.Domain.Refusals;

namespace Payments.Domain.Ledger;

/// <summary>Rules of users, merchants and API keys.</summary>
internal static class PartyRules
{
    internal static Answer Register(PlanningBook book, RegisterParty command)
    {
        if (!command.Origin.IsAdministrator)
        {
            return PlanningBook.Refuse(Reason.NotAllowed());
        }

        if (command.Email is { } email && !book.Snapshot.Emails.Add(email))
        {
            return PlanningBook.Refuse(new Refusal(
                RefusalCodes.AlreadyExists, "a user or merchant with this address exists already", "/email"));
        }

        book.Snapshot.Parties[command.PartyId] = command.Kind;
        book.Writes.Parties.Add(command);
        var digest = command.Salt is { } salt
            ? IdentityDigest.OfParty(command.Kind, command.Name, command.Email, command.Metadata, salt)
            : null;
        var outcome = new PartyOutcome { RecordedAt = book.Now, PartyId = command.PartyId, Digest = digest };
        return Tell(book, EventType.PartyRegistered, command.PartyId, 1, command.PartyId, outcome, command.Origin);
    }

    internal static Answer IssueKey(PlanningBook book, IssueApiKey command)
    {
        if (book.Snapshot.Parties.GetValueOrDefault(command.MerchantId) != PartyKind.Merchant
            || !command.Origin.MayDebit(command.MerchantId))
        {
            return PlanningBook.Refuse(Reason.ObjectNotFound("/merchant"));
        }

        if (command.Replaces is { } replaced && End(book, replaced, book.Now + command.Overlap, command.Origin) is { } refusal)
        {
            return PlanningBook.Refuse(refusal);
        }

        var key = new ApiKeyRow(
            command.KeyId, command.MerchantId, command.SecretHash, command.LastFour, command.Name, null, 1);
        book.Save(key);
        return Tell(book, EventType.ApiKeyIssued, key.Id, 1, key.MerchantId, OutcomeOf(book, key), command.Origin);
    }

    internal static Answer RevokeKey(PlanningBook book, RevokeApiKey command)
    {
        if (End(book, command.KeyId, book.Now, command.Origin) is { } refusal)
        {
            return PlanningBook.Refuse(refusal);
        }

        return new Done(OutcomeOf(book, book.Snapshot.ApiKeys[command.KeyId]));
    }

    private static Refusal? End(PlanningBook book, Guid keyId, DateTimeOffset endsAt, Origin origin)
    {
        if (!book.Snapshot.ApiKeys.TryGetValue(keyId, out var key) || !origin.MayDebit(key.MerchantId))
        {
            return Reason.ObjectNotFound();
        }

        if (key.EndsAt <= endsAt)
        {
            return new Refusal(RefusalCodes.ApiKeyRevoked, "the API key has an end already");
        }

        var ended = key with { EndsAt = endsAt, Events = key.Events + 1 };
        book.Save(ended);
        Tell(book, EventType.ApiKeyEnded, key.Id, ended.Events, key.MerchantId, OutcomeOf(book, ended), origin);
        return null;
    }

    private static ApiKeyOutcome OutcomeOf(PlanningBook book, ApiKeyRow key) => new()
    {
        RecordedAt = book.Now,
        KeyId = key.Id,
        MerchantId = key.MerchantId,
        EndsAt = key.EndsAt,
        Digest = IdentityDigest.OfApiKey(key),
    };

    private static Done Tell(
        PlanningBook book, EventType type, Guid objectId, int sequence, Guid owner, Outcome outcome, Origin origin)
    {
        var audit = PlanningBook.Audit(type, objectId, null, null, origin);
        book.Raise(type, sequence, owner, null, null, outcome, audit);
        return new Done(outcome);
    }
}
