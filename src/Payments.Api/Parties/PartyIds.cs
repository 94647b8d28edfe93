using System.Collections.Concurrent;
using Payments.Api.Authentication;
using Payments.Domain.Commands;
using Payments.Domain.Ids;
using Payments.Domain.Ledger;
using Payments.Journal.Reading;

namespace Payments.Api.Parties;

/// <summary>
/// Writes owners as clients know them. Inside the system an owner is a UUID; whether it is a user's or a merchant's never
/// changes, so it is remembered here. Bounded.
/// </summary>
internal sealed class PartyIds(ILedgerReader reader)
{
    private const int KnownMax = 200_000;
    private readonly ConcurrentDictionary<Guid, PartyKind> _kinds = new();

    /// <summary>Remembers what a party is.</summary>
    public void Learn(Guid party, PartyKind kind)
    {
        if (_kinds.Count >= KnownMax)
        {
            _kinds.Clear();
        }

        _kinds[party] = kind;
    }

    /// <summary>Makes sure that the ids can be written.</summary>
    public async ValueTask LearnAsync(IEnumerable<Guid> parties, Caller caller, CancellationToken cancellation)
    {
        foreach (var party in parties)
        {
            if (party == Guid.Empty || _kinds.ContainsKey(party))
            {
                continue;
            }

            if (party == caller.TenantId && caller.Role is Role.User or Role.Merchant)
            {
                Learn(party, caller.Role == Role.User ? PartyKind.User : PartyKind.Merchant);
            }
            else if (await reader.FindPartyAsync(party, cancellation) is { } view)
            {
                Learn(party, view.Kind);
            }
        }
    }

    /// <summary>The public id of a party that was learnt; null for the operator.</summary>
    public string? Format(Guid party) =>
        _kinds.TryGetValue(party, out var kind) ? PublicId.Format(PrefixOf(kind), party) : null;

    /// <summary>The prefix of a kind's ids.</summary>
    public static string PrefixOf(PartyKind kind) => kind == PartyKind.User ? PublicId.User : PublicId.Merchant;
}
