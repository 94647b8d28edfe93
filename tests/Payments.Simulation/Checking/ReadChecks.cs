using Payments.Domain.Commands;
using Payments.Domain.Ledger;
using Payments.Simulation.Workload;

namespace Payments.Simulation.Checking;

/// <summary>Who was told of something finds it from then on.</summary>
internal static class ReadChecks
{
    /// <summary>What was read is a committed version, and not older than what had been acknowledged before.</summary>
    public static IEnumerable<Violation> Balances(Evidence evidence)
    {
        var acknowledged = evidence.History.Attempts.Where(attempt => attempt.End == End.Ok)
            .SelectMany(attempt => VersionsIn(attempt).Select(seen => (seen.Account, seen.Version, attempt.EndedAt)))
            .ToLookup(seen => seen.Account);
        foreach (var reading in evidence.History.Readings)
        {
            var least = acknowledged[reading.AccountId].Where(seen => seen.EndedAt < reading.InvokedAt)
                .Select(seen => seen.Version).DefaultIfEmpty(0).Max();
            if ((reading.Seen?.Version ?? 0) < least)
                yield return new(Invariants.Readable, $"version {reading.Seen?.Version} of {reading.AccountId} was read after {least} had been acknowledged");
            if (reading.Seen is { } seen && seen.Floor is { } floor && seen.Posted - seen.Held < floor)
                yield return new(Invariants.Fold, $"account {reading.AccountId} was seen below its floor");
        }
    }

    /// <summary>No entitled caller is told that a transfer is not there, or not posted, after somebody was told that it is.</summary>
    public static IEnumerable<Violation> Transfers(Evidence evidence)
    {
        var made = new Dictionary<Guid, DateTimeOffset>();
        var posted = new Dictionary<Guid, DateTimeOffset>();
        foreach (var attempt in evidence.History.Attempts.Where(attempt => attempt.End == End.Ok))
        {
            if (((Done)attempt.Answer!).Outcome is TransferOutcome { } transfer)
                made.TryAdd(transfer.TransferId, attempt.EndedAt!.Value);
            if (((Done)attempt.Answer!).Outcome is HoldOutcome { Hold: var hold })
            {
                made.TryAdd(hold.TransferId, attempt.EndedAt!.Value);
                if (hold.EntryId is not null)
                    posted.TryAdd(hold.TransferId, attempt.EndedAt.Value);
            }
        }

        foreach (var attempt in evidence.History.Attempts)
        {
            if (IsContradicted(attempt, made, posted))
                yield return new(Invariants.Readable, $"{attempt} came after somebody had been told the contrary");
        }
    }

    private static bool IsContradicted(
        Attempt attempt, Dictionary<Guid, DateTimeOffset> made, Dictionary<Guid, DateTimeOffset> posted)
    {
        var told = attempt.Refusal switch
        {
            "transfer_not_found" => made,
            "not_reversible" => posted,
            _ => null,
        };
        var transfer = attempt.Request.CommandOf(attempt.ObjectId, Guid.Empty) switch
        {
            SettleHold settle => settle.TransferId,
            ReverseTransfer reverse => reverse.TransferId,
            _ => Guid.Empty,
        };
        // The key's answer may be from its first attempt; only a key that began afterwards is judged.
        return told is not null && !((Refused)attempt.Answer!).Replayed
            && told.TryGetValue(transfer, out var at) && at < attempt.InvokedAt;
    }

    private static (Guid Account, long Version)[] VersionsIn(Attempt attempt)
    {
        var command = attempt.Request.CommandOf(attempt.ObjectId, Guid.Empty);
        return ((Done)attempt.Answer!).Outcome switch
        {
            TransferOutcome outcome when command is TransferMoney transfer =>
                [(transfer.Source, outcome.Source.Version), (transfer.Destination, outcome.Destination.Version)],
            HoldOutcome outcome => [(outcome.Hold.Source, outcome.Source.Version), (outcome.Hold.Destination, outcome.Destination.Version)],
            AccountOutcome outcome => [(outcome.Account.Id, outcome.Account.Version)],
            _ => [],
        };
    }
}
