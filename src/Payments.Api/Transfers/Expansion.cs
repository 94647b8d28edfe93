using Payments.Api.Authentication;
using Payments.Api.Parties;
using Payments.Journal.Reading;

namespace Payments.Api.Transfers;

/// <summary>Accounts that <c>expand[]</c> puts in the place of their ids, as far as the caller may see them.</summary>
internal sealed class Expansion
{
    /// <summary>What can be expanded.</summary>
    public static readonly string[] Names = ["source", "destination"];

    private readonly Dictionary<Guid, AccountView> _accounts = [];
    private readonly bool _source;
    private readonly bool _destination;

    private Expansion(IReadOnlyCollection<string> names, PartyIds parties) =>
        (_source, _destination, Parties) = (names.Contains(Names[0]), names.Contains(Names[1]), parties);

    /// <summary>Writes the accounts' owners.</summary>
    public PartyIds Parties { get; }

    /// <summary>Reads the accounts of some transfers; null when nothing is to be expanded.</summary>
    public static async Task<Expansion?> LoadAsync(
        IReadOnlyCollection<string> names, IReadOnlyList<TransferView> transfers, ILedgerReader reader, PartyIds parties,
        Caller caller, CancellationToken cancellation)
    {
        if (names.Count == 0)
        {
            return null;
        }

        var expansion = new Expansion(names, parties);
        var sources = transfers.Where(view => expansion._source && caller.MaySee(view.SourceOwner)).Select(view => view.Source);
        var destinations = transfers
            .Where(view => expansion._destination && caller.MaySee(view.DestinationOwner)).Select(view => view.Destination);
        foreach (var id in sources.Concat(destinations).Distinct())
        {
            if (await reader.FindAccountAsync(id, cancellation) is { } account)
            {
                expansion._accounts[id] = account;
            }
        }

        await parties.LearnAsync(expansion._accounts.Values.Select(view => view.Account.OwnerId), caller, cancellation);

        return expansion;
    }

    /// <summary>The account to show in a member's place, or null for its id.</summary>
    public AccountView? Find(ReadOnlySpan<byte> name, Guid account) =>
        (name.SequenceEqual("source"u8) ? _source : _destination) ? _accounts.GetValueOrDefault(account) : null;
}
