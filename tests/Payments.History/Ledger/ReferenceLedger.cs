using Payments.History.Journal;

namespace Payments.History.Ledger;

/// <summary>
/// A small ledger of its own, which replays the journal in the order of its positions and says where the journal does not
/// do what these rules do.
/// </summary>
public sealed class ReferenceLedger
{
    private readonly Dictionary<string, AccountTrack> _accounts = [];
    private readonly Dictionary<string, TransferTrack> _transfers = [];
    private readonly Dictionary<string, JournalEntry> _entries;
    private readonly Dictionary<string, JournalHold> _holds;
    private readonly ReferenceRules _rules;
    private readonly List<string> _problems = [];

    private ReferenceLedger(JournalFile journal)
    {
        _entries = ById(journal.Entries);
        _holds = journal.Holds.ToDictionary(hold => hold.Transfer);
        _rules = new ReferenceRules(_accounts, _transfers);
        foreach (var account in journal.Accounts)
        {
            _accounts[account.Id] = new AccountTrack(account.Id, account.Floor);
        }
    }

    public IReadOnlyDictionary<string, AccountTrack> Accounts => _accounts;

    public IReadOnlyDictionary<string, TransferTrack> Transfers => _transfers;

    public ReferenceRules Rules => _rules;

    /// <summary>Where the journal broke the rules.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Replays a journal.</summary>
    public static ReferenceLedger Replay(JournalFile journal)
    {
        var ledger = new ReferenceLedger(journal);
        foreach (var step in journal.Events)
        {
            ledger.Apply(step);
        }

        return ledger;
    }

    private void Apply(JournalEvent step)
    {
        switch (step.Type)
        {
            case 10:
                _accounts[step.Object].Open(step.Position);
                break;
            case 2:
                Hold(step, _holds.GetValueOrDefault(step.Object));
                break;
            case 1 when step.Entry is null:
                End(step, "posted", 0, null);
                break;
            case 3:
                End(step, "voided", 0, null);
                break;
            case 4:
                End(step, "expired", 0, null);
                break;
            case 1 or 5 when _entries.GetValueOrDefault(step.Entry!) is { } entry:
                Move(step, entry);
                break;
            case 1 or 5:
                Tell(step, $"names the entry {step.Entry}, which is not there");
                break;
        }
    }

    private void Move(JournalEvent step, JournalEntry entry)
    {
        if (entry.Postings is not [var debit, var credit] || debit.Amount != -credit.Amount || credit.Amount <= 0)
        {
            Tell(step, "is not one debit and one equal credit");
            return;
        }

        switch (entry.Kind)
        {
            case 1:
                Require(step, _rules.RefuseSpending(debit.Account, credit.Amount, step.Position - 1));
                _transfers[entry.Transfer] = New(step, debit.Account, credit.Account, credit.Amount, null);
                _transfers[entry.Transfer].Moved = credit.Amount;
                Post(step, debit, 0);
                break;
            case 2:
                End(step, "posted", credit.Amount, debit);
                break;
            default:
                Reverse(step, entry, debit, credit);
                break;
        }

        Post(step, credit, 0);
    }

    private void Hold(JournalEvent step, JournalHold? hold)
    {
        if (hold is null)
        {
            Tell(step, "has no hold");
            return;
        }

        Require(step, _rules.RefuseSpending(hold.Source, hold.Amount, step.Position - 1));
        _transfers[hold.Transfer] = New(step, hold.Source, hold.Destination, hold.Amount, hold.ExpiresAt);
        _accounts[hold.Source].Change(step.Position, 0, hold.Amount, isPosting: false);
    }

    private void End(JournalEvent step, string how, long moved, JournalPosting? debit)
    {
        if (_transfers.GetValueOrDefault(step.Object) is not { IsHold: true, EndedAt: long.MaxValue } transfer)
        {
            Tell(step, $"is {how}, but has no open hold");
            return;
        }

        var isOver = step.RecordedAt >= transfer.ExpiresAt;
        if (isOver != (how == "expired"))
        {
            Tell(step, isOver ? $"is {how} after its time" : "expired before its time");
        }

        if (moved > transfer.Amount)
        {
            Tell(step, $"posts {moved} of {transfer.Amount}");
        }

        (transfer.EndedAt, transfer.End, transfer.Moved) = (step.Position, how, moved);
        if (debit is null)
        {
            _accounts[transfer.Source].Change(step.Position, 0, -transfer.Amount, isPosting: false);
        }
        else
        {
            Post(step, debit, -transfer.Amount);
        }
    }

    private void Reverse(JournalEvent step, JournalEntry entry, JournalPosting debit, JournalPosting credit)
    {
        var transfer = _transfers.GetValueOrDefault(entry.Transfer);
        if (transfer is not { Moved: > 0, ReversedAt: long.MaxValue } || transfer.Moved != credit.Amount
            || transfer.Destination != debit.Account || transfer.Source != credit.Account)
        {
            Tell(step, "reverses what was not moved like this, or was reversed already");
        }
        else
        {
            transfer.ReversedAt = step.Position;
        }

        Require(step, _rules.RefuseSpending(debit.Account, credit.Amount, step.Position - 1));
        Post(step, debit, 0);
    }

    /// <summary>One posting: the journal's own figures must be those of this ledger.</summary>
    private void Post(JournalEvent step, JournalPosting posting, long held)
    {
        var state = _accounts[posting.Account].Change(step.Position, posting.Amount, held, isPosting: true);
        if ((state.Sequence, state.Posted, state.Held) != (posting.Sequence, posting.PostedAfter, posting.HeldAfter))
        {
            Tell(step, $"leaves {posting.Account} at {posting.PostedAfter} with {posting.HeldAfter} held, sequence "
                + $"{posting.Sequence}; it must be {state.Posted} with {state.Held}, sequence {state.Sequence}");
        }
    }

    private static TransferTrack New(JournalEvent step, string source, string destination, long amount, DateTimeOffset? expiresAt) =>
        new()
        {
            Id = step.Object,
            Source = source,
            Destination = destination,
            Amount = amount,
            ExpiresAt = expiresAt,
            Position = step.Position,
        };

    private void Require(JournalEvent step, string? refusal)
    {
        if (refusal is not null)
        {
            Tell(step, $"had to be refused: {refusal}");
        }
    }

    private void Tell(JournalEvent step, string what) => _problems.Add($"position {step.Position}, {step.Object} {what}");

    private static Dictionary<string, JournalEntry> ById(IReadOnlyList<JournalEntry> entries)
    {
        var found = new Dictionary<string, JournalEntry>(entries.Count);
        foreach (var entry in entries)
        {
            found[entry.Id] = entry;
        }

        return found;
    }
}
