using Payments.Domain.Ledger;

namespace Payments.Simulation.Checking;

/// <summary>The feed has no gap, in all and for each object, and tells of everything that happened and of nothing else.</summary>
internal static class EventChecks
{
    public static IEnumerable<Violation> Events(Evidence evidence) =>
        [.. Positions(evidence), .. Sequences(evidence), .. Causes(evidence), .. Effects(evidence)];

    private static IEnumerable<Violation> Positions(Evidence evidence)
    {
        var next = 1L;
        foreach (var (position, row) in evidence.Tables.Events)
        {
            if (position != next)
                yield return new(Invariants.Events, $"event {row.Type} of {row.ObjectId} has position {position}, not {next}");

            next = position + 1;
        }
    }

    private static IEnumerable<Violation> Sequences(Evidence evidence)
    {
        var last = new Dictionary<Guid, int>();
        foreach (var (position, row) in evidence.Tables.Events)
        {
            var expected = last.GetValueOrDefault(row.ObjectId) + 1;
            if (row.ObjectSequence != expected)
                yield return new(Invariants.Events, $"event {position} ({row.Type} of {row.ObjectId}) has number {row.ObjectSequence}, not {expected}");

            last[row.ObjectId] = row.ObjectSequence;
        }
    }

    /// <summary>Each event has its cause.</summary>
    private static IEnumerable<Violation> Causes(Evidence evidence)
    {
        var tables = evidence.Tables;
        foreach (var (position, row) in tables.Events)
        {
            var hasCause = row.Type switch
            {
                EventType.TransferHeld => tables.Holds.ContainsKey(row.ObjectId),
                EventType.TransferVoided => Ended(tables.Holds, row, HoldStatus.Voided),
                EventType.TransferExpired => Ended(tables.Holds, row, HoldStatus.Expired),
                EventType.TransferPosted or EventType.TransferReversed =>
                    row.EntryId is { } entry ? tables.Entries.ContainsKey(entry) : Ended(tables.Holds, row, HoldStatus.Posted),
                >= EventType.ApprovalRequested and <= EventType.ApprovalExpired => Ended(tables.Approvals, row),
                EventType.ApiKeyIssued or EventType.ApiKeyEnded => tables.ApiKeys.ContainsKey(row.ObjectId),
                EventType.PartyRegistered => tables.Parties.ContainsKey(row.ObjectId),
                _ => tables.Accounts.ContainsKey(row.ObjectId),
            };
            if (!hasCause)
                yield return new(Invariants.Events, $"event {position} ({row.Type} of {row.ObjectId}) has no cause");
        }
    }

    /// <summary>Everything that happened is told once.</summary>
    private static IEnumerable<Violation> Effects(Evidence evidence)
    {
        var events = evidence.Tables.Events.Select(row => row.Event).ToList();
        var entries = events.Where(row => row.EntryId is not null).ToLookup(row => row.EntryId!.Value);
        var objects = events.ToLookup(row => row.ObjectId);
        foreach (var entry in evidence.Tables.Entries.Keys.Where(id => entries[id].Count() != 1))
            yield return new(Invariants.Events, $"entry {entry} is told {entries[entry].Count()} times");
        foreach (var hold in evidence.Tables.Holds.Values)
        {
            var told = objects[hold.TransferId].Count(row => row.Type != EventType.TransferReversed);
            if (told != (hold.Status == HoldStatus.Held ? 1 : 2))
                yield return new(Invariants.Events, $"hold {hold.TransferId} is {hold.Status} and has {told} events");
        }

        foreach (var approval in evidence.Tables.Approvals.Values)
        {
            if (objects[approval.Id].Count() != (approval.Status == ApprovalStatus.Pending ? 1 : 2))
                yield return new(Invariants.Events, $"{approval} has {objects[approval.Id].Count()} events");
        }

        foreach (var account in evidence.Tables.Accounts.Values.Where(account => objects[account.Id].Count() != account.EventSequence))
            yield return new(Invariants.Events, $"account {account.Id} counts {account.EventSequence} events, there are {objects[account.Id].Count()}");
    }

    private static bool Ended(Dictionary<Guid, ApprovalState> approvals, EventRow row) =>
        approvals.TryGetValue(row.ObjectId, out var approval) && (row.Type == EventType.ApprovalRequested || row.Type == approval.Status switch
        {
            ApprovalStatus.Approved => EventType.ApprovalApproved,
            ApprovalStatus.Rejected => EventType.ApprovalRejected,
            ApprovalStatus.Withdrawn => EventType.ApprovalWithdrawn,
            _ => EventType.ApprovalExpired,
        });

    private static bool Ended(Dictionary<Guid, HoldState> holds, EventRow row, HoldStatus status) =>
        holds.TryGetValue(row.ObjectId, out var hold) && hold.Status == status;
}
