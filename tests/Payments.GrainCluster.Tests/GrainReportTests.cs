using Microsoft.Extensions.DependencyInjection;
using Payments.Grains.Idempotency;
using Payments.Grains.Operations;

namespace Payments.GrainCluster.Tests;

/// <summary>What an operator is told of a grain while the journal hangs.</summary>
public sealed class GrainReportTests
{
    [Fact]
    public async Task A_transfer_and_its_slot_tell_what_they_have_begun_and_not_what_they_cannot_know()
    {
        var journal = new GatedJournal();
        await using var cluster = await ThreeSilos.StartAsync(journal.Into);
        var teller = new Teller(cluster.Silos.Client);
        var (source, destination) = (await teller.OpenAsync(AccountType.External), await teller.OpenAsync(AccountType.Wallet));
        var transfer = await teller.HoldAsync(source, destination, 10);
        var slot = IdempotencySlots.KeyOf(IdempotencySlots.SlotOf(transfer));

        journal.Close();
        Task<Answer>[] posts = [teller.PostAsync(transfer), teller.PostAsync(transfer)];
        await ShowsAsync(cluster, GrainKind.IdempotencySlot, slot, (2, null, null));
        // The transfer takes one after the other, and its account is who writes.
        await ShowsAsync(cluster, GrainKind.Transfer, transfer, (1, null, 0));
        await ShowsAsync(cluster, GrainKind.Account, source, (1, 0, 1));
        journal.Open();
        var answers = await Task.WhenAll(posts);

        journal.Close();
        var request = teller.RequestReversalAsync(transfer);
        await ShowsAsync(cluster, GrainKind.Transfer, transfer, (1, null, 1));
        journal.Open();
        await request;

        await ShowsAsync(cluster, GrainKind.Transfer, transfer, (0, null, 0));
        await ShowsAsync(cluster, GrainKind.IdempotencySlot, slot, (0, null, null));
        Assert.Single(answers, answer => answer is Done);
    }

    private static Task ShowsAsync(ThreeSilos cluster, GrainKind kind, Guid id, (int?, int?, int?) expected) => Eventually.TrueAsync(
        () => Task.FromResult(cluster.Silos.Silos
            .Select(silo => silo.ServiceProvider.GetRequiredService<ActiveGrains>().Find(kind, id))
            .Any(report => report is not null && (report.CommandsInFlight, report.QueueLength, report.WritesInFlight) == expected)),
        $"{kind} with {expected}");
}
