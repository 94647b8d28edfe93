using Payments.Journal.Reading;

namespace Payments.Journal.Tests.Reading;

/// <summary>A filter of the list of transfers, with its meaning said once more in C#.</summary>
internal sealed record TransferFilter(
    Guid? Owner, IReadOnlySet<Guid> Owned, Guid? Account, string? Status, string? Reference,
    IReadOnlyDictionary<string, string>? Metadata, DateTimeOffset? From, DateTimeOffset? To, int Limit)
{
    private static readonly string[] States = ["held", "posted", "voided", "expired", "reversed"];

    internal bool IsByAccount => (Owner is not null || Account is not null) && Reference is null;

    internal static TransferFilter Random(Random random, TestTown town, IReadOnlyList<TransferView> all)
    {
        Guid? owner = random.Next(3) == 0 ? town.Owners[random.Next(town.Owners.Count)] : null;
        return new TransferFilter(
            owner,
            owner is null ? new HashSet<Guid>() : town.AccountsOf(owner.Value),
            random.Next(3) == 0 ? town.Accounts[random.Next(town.Accounts.Count)] : null,
            random.Next(3) == 0 ? States[random.Next(States.Length)] : null,
            random.Next(5) == 0 ? $"ref-{random.Next(4)}" : null,
            random.Next(5) == 0 ? new Dictionary<string, string> { ["shop"] = $"{random.Next(3)}" } : null,
            random.Next(4) == 0 ? all[random.Next(all.Count)].CreatedAt : null,
            random.Next(4) == 0 ? all[random.Next(all.Count)].CreatedAt : null,
            random.Next(1, 9));
    }

    internal bool Matches(TransferView transfer) =>
        (Owner is null || Owned.Contains(transfer.Source) || Owned.Contains(transfer.Destination))
        && (Account is null || transfer.Source == Account || transfer.Destination == Account)
        // An owner's list of one account shows that account only if it is the owner's.
        && (Owner is null || Account is null || Owned.Contains(Account.Value))
        && (Status is null || transfer.Status == Status)
        && (Reference is null || transfer.Reference == Reference)
        && (Metadata is null || transfer.Metadata?.Contains($"\"{Metadata["shop"]}\"", StringComparison.Ordinal) == true)
        && (From is null || transfer.CreatedAt >= From)
        && (To is null || transfer.CreatedAt < To);

    /// <summary>All pages from the newest transfer on, joined newest first.</summary>
    internal Task<List<TransferView>> PageForwardAsync(ILedgerReader reader) => PageAsync(reader, [], towardsOlder: true);

    /// <summary>All pages from the oldest transfer on, which has been found before, joined newest first.</summary>
    internal async Task<List<TransferView>> PageBackwardAsync(ILedgerReader reader, TransferView? oldest) =>
        oldest is null ? [] : await PageAsync(reader, [oldest], towardsOlder: false);

    private async Task<List<TransferView>> PageAsync(ILedgerReader reader, List<TransferView> found, bool towardsOlder)
    {
        var request = new PageRequest { Limit = Limit, From = From, To = To };
        for (Page<TransferView>? page = null; page is null || page.HasMore;)
        {
            var place = towardsOlder
                ? request with { StartingAfter = found.Count == 0 ? null : found[^1].Id }
                : request with { EndingBefore = found[0].Id };
            page = await reader.ListTransfersAsync(Owner, Account, Status, Reference, Metadata, place, default);
            Assert.True(page.Data.Count == Limit || !page.HasMore);
            found.InsertRange(towardsOlder ? found.Count : 0, page.Data);
        }

        return found;
    }
}
