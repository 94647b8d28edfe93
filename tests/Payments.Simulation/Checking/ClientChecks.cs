using Orleans.Runtime;
using Payments.Domain;
using Payments.Domain.Commands;
using Payments.Domain.Ledger;
using Payments.Domain.Refusals;
using Payments.Simulation.Workload;

namespace Payments.Simulation.Checking;

/// <summary>What clients were told is what is in the journal, and the other way round.</summary>
internal static class ClientChecks
{
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(31);

    public static IEnumerable<Violation> NoLostAck(Evidence evidence)
    {
        foreach (var attempt in evidence.History.Attempts.Where(attempt => attempt.End == End.Ok))
        {
            var made = IdempotencyChecks.ObjectOf(((Done)attempt.Answer!).Outcome)
                ?? evidence.Tables.Operations.GetValueOrDefault(attempt.Request.OperationId)?.ObjectId
                ?? attempt.ObjectId;
            var origin = evidence.ByObject.GetValueOrDefault(made);
            if (Missing(evidence, attempt, origin) is { } missing)
                yield return new(Invariants.NoLostAck, $"{attempt} was acknowledged, and {missing}");
        }
    }

    public static IEnumerable<Violation> NoPhantom(Evidence evidence)
    {
        foreach (var entry in evidence.Tables.Entries.Values)
        {
            var made = entry.BatchId ?? entry.Id;
            if (!evidence.ByObject.TryGetValue(made, out var attempt))
                yield return new(Invariants.NoPhantom, $"nobody asked for entry {entry.Id}");
            else if (attempt.End == End.Fail)
                yield return new(Invariants.NoPhantom, $"{attempt} had no effect, and there is entry {entry.Id}");
            else if (Differs(evidence, entry, attempt) is { } difference)
                yield return new(Invariants.NoPhantom, $"{attempt} made entry {entry.Id} with {difference}");
        }

        foreach (var hold in evidence.Tables.Holds.Values)
        {
            if (!evidence.ByObject.TryGetValue(hold.TransferId, out var attempt))
                yield return new(Invariants.NoPhantom, $"nobody asked for hold {hold.TransferId}");
            else if (attempt.End == End.Fail)
                yield return new(Invariants.NoPhantom, $"{attempt} had no effect, and there is its hold");
        }
    }

    public static IEnumerable<Violation> Bounded(Evidence evidence)
    {
        foreach (var attempt in evidence.History.Attempts)
        {
            if (attempt.EndedAt is not { } end || end - attempt.InvokedAt > EndsWithin)
                yield return new(Invariants.Bounded, $"{attempt} did not end in time");
            else if (attempt.Answer is Fenced || !IsKnown(attempt))
                yield return new(Invariants.Bounded, $"{attempt} ended in a way that no client may see: {attempt.Fault}");
        }

        foreach (var request in evidence.Unresolved)
            yield return new(Invariants.Bounded, $"nobody can tell what became of {request}");
    }

    private static bool IsKnown(Attempt attempt) => attempt.Fault switch
    {
        null or TimeoutException or OrleansException or JournalUnavailableException or JournalOutcomeUnknownException => true,
        InvariantViolationException => attempt.Request.IsPoisoned,
        _ => false,
    };

    /// <summary>What of an acknowledged attempt is not there; it may be the effect of an earlier attempt with its key.</summary>
    private static string? Missing(Evidence evidence, Attempt attempt, Attempt? origin)
    {
        if (origin is null || origin.Request.Number != attempt.Request.Number)
            return "its answer tells of another request";

        var tables = evidence.Tables;
        if (!tables.Operations.Values.Any(row => row.ObjectId == origin.ObjectId && row.Outcome is not null))
            return "its record is not there";

        var isThere = origin.Request.CommandOf(origin.ObjectId, Guid.Empty) switch
        {
            TransferMoney { HoldFor: null } or ReverseTransfer => tables.Entries.ContainsKey(origin.ObjectId),
            TransferMoney => tables.Holds.ContainsKey(origin.ObjectId),
            SettleHold settle => tables.Holds.TryGetValue(settle.TransferId, out var hold) && hold.Status == settle.End,
            TransferBatch => ((BatchOutcome)((Done)attempt.Answer!).Outcome).Results
                .All(line => line.TransferId is not { } id || tables.Entries.ContainsKey(id)),
            OpenAccount => tables.Accounts.ContainsKey(origin.ObjectId),
            RequestReversal => tables.Approvals.ContainsKey(origin.ObjectId),
            DecideApproval { IsApproved: true } => tables.Entries.ContainsKey(origin.ObjectId),
            DecideApproval decide => tables.Approvals[decide.ApprovalId].Status == ApprovalStatus.Rejected,
            EndApproval end => tables.Approvals[end.ApprovalId].Status == end.End,
            IssueApiKey => tables.ApiKeys.ContainsKey(origin.ObjectId),
            RevokeApiKey revoke => tables.ApiKeys[revoke.KeyId].EndsAt is not null,
            RegisterParty => tables.Parties.ContainsKey(origin.ObjectId),
            _ => true,
        };
        return isThere ? null : "its effect is not there";
    }

    /// <summary>What differs between an entry and what was asked for.</summary>
    private static string? Differs(Evidence evidence, EntryRow entry, Attempt attempt)
    {
        var postings = evidence.Tables.Postings.Where(row => row.EntryId == entry.Id).OrderBy(row => row.Ordinal).ToList();
        var (from, to, amount) = attempt.Request.CommandOf(attempt.ObjectId, Guid.Empty) switch
        {
            TransferMoney transfer => (transfer.Source, transfer.Destination, transfer.Amount),
            TransferBatch batch => batch.Transfers.Where(line => line.TransferId == entry.Id)
                .Select(line => (line.Source, line.Destination, line.Amount)).Single(),
            SettleHold settle when evidence.Tables.Holds.TryGetValue(settle.TransferId, out var hold) =>
                (hold.Source, hold.Destination, settle.Amount ?? hold.Amount),
            ReverseTransfer or DecideApproval { IsApproved: true } => Opposite(evidence, entry),
            _ => (Guid.Empty, Guid.Empty, 0),
        };
        return postings is [var debit, var credit]
            && (debit.AccountId, debit.Amount) == (from, -amount) && (credit.AccountId, credit.Amount) == (to, amount)
                ? null
                : $"other accounts or amounts: {string.Join(", ", postings)}";
    }

    private static (Guid From, Guid To, long Amount) Opposite(Evidence evidence, EntryRow entry)
    {
        var original = evidence.Tables.Postings.Where(row => row.EntryId == entry.Reverses).OrderBy(row => row.Ordinal).ToList();
        return original is [var debit, var credit] ? (credit.AccountId, debit.AccountId, credit.Amount) : default;
    }
}
