using Payments.Domain.Ledger;

namespace Payments.Journal.Reading;

/// <summary>
/// Which entries and holds a list shows, and the statements that find a page of them without looking at much more.
/// </summary>
/// <remarks>
/// Two orders, both newest first. Without accounts: by id. With accounts: by the time of recording, then id; an account's
/// postings lie in that order under its sequence, where they can be found from either end. Either way what is found are
/// ids with the time of recording; what they stand for is read afterwards.
/// </remarks>
internal sealed record EntryList
{
    /// <summary>How far an id's own time may be from that of its recording: clocks of other machines, and time in queues.</summary>
    private static readonly TimeSpan IdSlack = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Microsecond = TimeSpan.FromMicroseconds(1);

    internal Guid? Owner { get; init; }

    internal Guid? Account { get; init; }

    internal EntryKind? Kind { get; init; }

    /// <summary>Null for either.</summary>
    internal bool? IsReversed { get; init; }

    internal HoldStatus? HoldStatus { get; init; }

    internal string? Reference { get; init; }

    internal IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    internal required PageRequest Page { get; init; }

    /// <summary>When the object of <see cref="PageRequest.StartingAfter"/> was recorded.</summary>
    internal DateTimeOffset? AfterRecordedAt { get; init; }

    /// <summary>When the object of <see cref="PageRequest.EndingBefore"/> was recorded.</summary>
    internal DateTimeOffset? BeforeRecordedAt { get; init; }

    /// <summary>True when the list goes through the postings of accounts. A reference leads to few rows by itself.</summary>
    internal bool IsByAccount => (Owner is not null || Account is not null) && Reference is null;

    internal bool IsTowardsOlder => Page.EndingBefore is null || Page.StartingAfter is not null;

    private LedgerQuery.Constant Direction => new(IsTowardsOlder ? "DESC" : "ASC");

    private LedgerQuery.Constant Size => LedgerQuery.Number(Page.Limit + 1);

    /// <summary>Adds the order and size of the whole page over what was found.</summary>
    internal LedgerQuery AddOrder(LedgerQuery query) => IsByAccount
        ? query.Add($" ORDER BY recorded_at {Direction}, id {Direction} LIMIT {Size}")
        : query.Add($" ORDER BY id {Direction} LIMIT {Size}");

    /// <summary>Adds a SELECT of ids of entries.</summary>
    internal LedgerQuery AddEntries(LedgerQuery query) => IsByAccount ? AddEntriesByAccount(query) : AddEntriesById(query);

    /// <summary>Adds a SELECT of ids of holds.</summary>
    internal LedgerQuery AddHolds(LedgerQuery query)
    {
        if (!IsByAccount)
        {
            query.Add($"SELECT h.transfer_id AS id, h.recorded_at FROM hold h WHERE true");
            AddHoldFilter(AddBoundsById(query, new("h.transfer_id"), new("h.recorded_at")));
            AddMembership(query, new("mine.id IN (h.source, h.destination)"), new("account mine"));
            return query.Add($" ORDER BY h.transfer_id {Direction} LIMIT {Size}");
        }

        query.Add($"SELECT side.transfer_id, side.recorded_at FROM account mine CROSS JOIN LATERAL (");
        AddHoldSide(query, new("h.source"));
        AddHoldSide(query.Add($"UNION"), new("h.destination"));
        return AddOwned(query.Add($") AS side WHERE true"));
    }

    private LedgerQuery AddEntriesById(LedgerQuery query)
    {
        query.Add($"SELECT e.id, e.recorded_at FROM entry e WHERE true");
        AddEntryFilter(AddBoundsById(query, new("e.id"), new("e.recorded_at")));
        AddMembership(query, new("p.entry_id = e.id"), new("posting p JOIN account mine ON mine.id = p.account_id"));
        return query.Add($" ORDER BY e.id {Direction} LIMIT {Size}");
    }

    /// <summary>
    /// For each account: the page's worth of its postings, then all that were recorded together with the outermost of them,
    /// because the order by time and id may put some of those first.
    /// </summary>
    private LedgerQuery AddEntriesByAccount(LedgerQuery query)
    {
        query.Add($"SELECT found.id, found.recorded_at FROM account mine");
        AddSequenceBounds(query);
        query.Add($"CROSS JOIN LATERAL (SELECT {new LedgerQuery.Constant(IsTowardsOlder ? "min" : "max")}(recorded_at) AS at FROM (");
        AddPostings(query).Add($" ORDER BY p.sequence {Direction} LIMIT {Size}) AS page) AS edge");
        if (IsTowardsOlder)
        {
            query.Add($"CROSS JOIN LATERAL (SELECT sequence_at(mine.id, edge.at - interval '1 microsecond') AS sequence WHERE edge.at IS NOT NULL OFFSET 0) AS tie");
            AddPostings(query.Add($"CROSS JOIN LATERAL (")).Add($"   AND p.sequence > tie.sequence) AS found");
        }
        else
        {
            query.Add($"CROSS JOIN LATERAL (SELECT sequence_at(mine.id, edge.at) AS sequence WHERE edge.at IS NOT NULL OFFSET 0) AS tie");
            AddPostings(query.Add($"CROSS JOIN LATERAL (")).Add($"   AND p.sequence <= tie.sequence) AS found");
        }

        return AddOwned(query.Add($" WHERE true"));
    }

    /// <summary>The account's postings that can be on the page at all, found by bisection of its sequence.</summary>
    private void AddSequenceBounds(LedgerQuery query)
    {
        var until = Earlier(AfterRecordedAt, Page.To - Microsecond);
        var since = Later(BeforeRecordedAt, Page.From);
        query
            .Add($"CROSS JOIN LATERAL (SELECT")
            .AddIf(since is null, $"0 AS first,")
            .AddIf(since is not null, $"sequence_at(mine.id, {since - Microsecond}) AS first,")
            .AddIf(until is null, $"9223372036854775807 AS last")
            .AddIf(until is not null, $"sequence_at(mine.id, {until}) AS last")
            .Add($"OFFSET 0) AS bounds");
    }

    private LedgerQuery AddPostings(LedgerQuery query)
    {
        query.Add($"""
            SELECT e.id, e.recorded_at
              FROM posting p JOIN entry e ON e.id = p.entry_id
             WHERE p.account_id = mine.id AND p.sequence > bounds.first AND p.sequence <= bounds.last
            """);
        AddBoundsByTime(query, new("e.id"), new("e.recorded_at"));
        return AddEntryFilter(query);
    }

    private LedgerQuery AddHoldSide(LedgerQuery query, LedgerQuery.Constant side)
    {
        query.Add($"(SELECT h.transfer_id, h.recorded_at FROM hold h WHERE {side} = mine.id");
        AddHoldFilter(AddBoundsByTime(query, new("h.transfer_id"), new("h.recorded_at")));
        return query.Add($" ORDER BY h.recorded_at {Direction}, h.transfer_id {Direction} LIMIT {Size})");
    }

    private LedgerQuery AddBoundsById(LedgerQuery query, LedgerQuery.Constant id, LedgerQuery.Constant recordedAt)
    {
        query
            .AddIf(Page.StartingAfter is not null, $"   AND {id} < {Page.StartingAfter}")
            .AddIf(Page.EndingBefore is not null, $"   AND {id} > {Page.EndingBefore}");
        return AddPeriod(query, recordedAt)
            .AddIf(Page.From is not null, $"   AND {id} >= uuid_of({Page.From - IdSlack})")
            .AddIf(Page.To is not null, $"   AND {id} < uuid_of({Page.To + IdSlack})");
    }

    private LedgerQuery AddBoundsByTime(LedgerQuery query, LedgerQuery.Constant id, LedgerQuery.Constant recordedAt) => AddPeriod(
        query
            .AddIf(Page.StartingAfter is not null, $"   AND ({recordedAt}, {id}) < ({AfterRecordedAt}, {Page.StartingAfter})")
            .AddIf(Page.EndingBefore is not null, $"   AND ({recordedAt}, {id}) > ({BeforeRecordedAt}, {Page.EndingBefore})"),
        recordedAt);

    private LedgerQuery AddPeriod(LedgerQuery query, LedgerQuery.Constant recordedAt) => query
        .AddIf(Page.From is not null, $"   AND {recordedAt} >= {Page.From}")
        .AddIf(Page.To is not null, $"   AND {recordedAt} < {Page.To}");

    private LedgerQuery AddEntryFilter(LedgerQuery query)
    {
        query.AddIf(Kind is not null, $"   AND e.kind = {(short)Kind.GetValueOrDefault()}");
        AddReversed(query, new("e.id"));
        return AddTexts(query, new("e.reference"), new("e.metadata"));
    }

    private void AddHoldFilter(LedgerQuery query)
    {
        query.AddIf(HoldStatus is not null, $"   AND h.status = {(short)HoldStatus.GetValueOrDefault()}");
        AddReversed(query, new("h.entry_id"));
        AddTexts(query, new("h.reference"), new("h.metadata"));
    }

    private void AddReversed(LedgerQuery query, LedgerQuery.Constant entryId) => query
        .AddIf(IsReversed == true, $"   AND EXISTS (SELECT FROM reversal r WHERE r.entry_id = {entryId})")
        .AddIf(IsReversed == false, $"   AND NOT EXISTS (SELECT FROM reversal r WHERE r.entry_id = {entryId})");

    private LedgerQuery AddTexts(LedgerQuery query, LedgerQuery.Constant reference, LedgerQuery.Constant metadata)
    {
        query.AddIf(Reference is not null, $"   AND {reference} = {Reference!}");
        foreach (var (name, value) in Metadata)
        {
            query.Add($"   AND {metadata} ->> {name} = {value}");
        }

        return query;
    }

    private void AddMembership(LedgerQuery query, LedgerQuery.Constant link, LedgerQuery.Constant tables)
    {
        if (Owner is not null || Account is not null)
        {
            AddOwned(query.Add($"   AND EXISTS (SELECT FROM {tables} WHERE {link}")).Add($")");
        }
    }

    private LedgerQuery AddOwned(LedgerQuery query) => query
        .AddIf(Owner is not null, $"   AND mine.owner_id = {Owner}")
        .AddIf(Account is not null, $"   AND mine.id = {Account}");

    private static DateTimeOffset? Earlier(DateTimeOffset? left, DateTimeOffset? right) =>
        left is null || right < left ? right : left;

    private static DateTimeOffset? Later(DateTimeOffset? left, DateTimeOffset? right) =>
        left is null || right > left ? right : left;
}
