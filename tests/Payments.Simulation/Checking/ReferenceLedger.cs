using Payments.Domain.Commands;
using Payments.Domain.Ledger;

namespace Payments.Simulation.Checking;

/// <summary>
/// A second ledger, written from the description of the first: it replays what the database committed and decides about
/// each command itself. A command may have several reasons against it; which of them is named is left to the product.
/// </summary>
internal sealed class ReferenceLedger
{
    private const string Accepted = "";

    private readonly ReferenceBook _book = new();
    private DateTimeOffset _now;
    private int _keysSeenAt;

    public ReferenceBook Book => _book;

    private DateOnly Today => DateOnly.FromDateTime(_now.UtcDateTime);

    /// <param name="now">The database's clock when it had read.</param>
    /// <param name="keysSeenAt">How many transactions there were when it looked for its keys.</param>
    public void BeginTransaction(DateTimeOffset now, int keysSeenAt)
    {
        (_now, _keysSeenAt) = (now, keysSeenAt);
        _book.BeginTransaction();
    }

    /// <summary>Decides about one command and applies it.</summary>
    /// <returns>What is wrong with the product's answer; null when nothing is.</returns>
    public string? Apply(Command command, Answer answer)
    {
        var code = answer switch { Refused refused => refused.Refusal.Code, Fenced => "fenced", _ => Accepted };
        if (command.Idempotency is { } stamp && _book.Keys.TryGetValue(stamp.OperationId, out var key) && !IsBefore(key, code))
            return Replay(key, stamp, answer);

        if (command is TransferBatch batch)
            return Batch(batch, code, answer);

        var reasons = ReasonsAgainst(command);
        if (code == Accepted ? reasons.Count > 0 : !reasons.Contains(code))
            return $"{command.GetType().Name} {command.ObjectId} was answered '{code}', reasons against it: [{string.Join(", ", reasons)}]";

        if (code == Accepted)
            Accept(command, answer);
        Remember(command, code);
        return answer is Done { Outcome: var told } ? ToldBalances.Against(_book, told) : null;
    }

    /// <summary>What leaves no record was decided when the transaction looked: the key may have got its end since.</summary>
    private bool IsBefore(ReferenceKey key, string code) =>
        key.Transaction > _keysSeenAt && key.Transaction <= _book.Transactions
        && code != Accepted && code != "idempotency_key_reused" && !IdempotencyChecks.LastingRefusals.Contains(code);

    private static string? Replay(ReferenceKey key, IdempotencyStamp stamp, Answer answer)
    {
        var isSame = key.Fingerprint.AsSpan(0, 32).SequenceEqual(stamp.Fingerprint.AsSpan(0, 32));
        var expected = isSame ? key.Refusal : "idempotency_key_reused";
        var actual = (answer as Refused)?.Refusal.Code;
        return answer is not Fenced && actual == expected ? null : $"key {stamp.Key} has the end '{expected}' and was answered {answer}";
    }

    private void Remember(Command command, string code)
    {
        if (command.Idempotency is not { } stamp)
            return;

        if (code == Accepted || IdempotencyChecks.LastingRefusals.Contains(code))
            _book.Keys[stamp.OperationId] = new ReferenceKey(stamp.Fingerprint, code == Accepted ? null : code, _book.Transactions + 1);
    }

    /// <summary>Each line for itself, or none when one is refused.</summary>
    private string? Batch(TransferBatch batch, string code, Answer answer)
    {
        var before = _book.Accounts.Values.Select(account => account with { }).ToList();
        var marks = (_book.Postings.Count, _book.Events.Count, Touched: _book.Touched.ToList());
        var results = ((answer as Done)?.Outcome as BatchOutcome)?.Results;
        for (var index = 0; index < batch.Transfers.Count; index++)
        {
            var line = batch.Transfers[index];
            var reasons = ReasonsAgainst(line);
            var told = results?[index].Refusal?.Code ?? Accepted;
            if (results is not null && (told == Accepted ? reasons.Count > 0 : !reasons.Contains(told)))
                return $"line {index} of batch {batch.BatchId} was answered '{told}', reasons against it: [{string.Join(", ", reasons)}]";

            if (reasons.Count == 0)
            {
                Accept(line, answer);
                continue;
            }

            if (!batch.AllOrNothing)
                continue;

            Undo(batch, before, marks);
            Remember(batch, code);
            return code == "batch_refused" ? null : $"batch {batch.BatchId} was answered '{code}' although line {index} is refused";
        }

        Remember(batch, code);
        return code == Accepted ? null : $"batch {batch.BatchId} was answered '{code}' although every line is fine";
    }

    private void Undo(TransferBatch batch, List<ReferenceAccount> before, (int Postings, int Events, List<Guid> Touched) marks)
    {
        before.ForEach(account => _book.Accounts[account.Id] = account);
        _book.Postings.RemoveRange(marks.Postings, _book.Postings.Count - marks.Postings);
        _book.Events.RemoveRange(marks.Events, _book.Events.Count - marks.Events);
        _book.Touched.IntersectWith(marks.Touched);
        foreach (var line in batch.Transfers)
            _book.Entries.Remove(line.TransferId);
    }

    private HashSet<string> ReasonsAgainst(Command command)
    {
        var refusals = new ReferenceRefusals(_book, _now);
        return command switch
        {
            TransferMoney transfer => refusals.Transfer(transfer),
            SettleHold settle => refusals.Settle(settle),
            ReverseTransfer reverse => refusals.Reverse(reverse),
            ChangeAccountStatus change => refusals.Status(change),
            ChangeAccountLimits change => refusals.Limits(change),
            OpenAccount open => refusals.Open(open),
            ClaimAccount claim => _book.Accounts.ContainsKey(claim.AccountId) ? [] : ["account_not_found"],
            _ => new ReferenceIdentity(_book, _now).Against(command) ?? new ReferenceApprovals(_book, _now).Against(command),
        };
    }

    private void Accept(Command command, Answer answer)
    {
        switch (command)
        {
            case TransferMoney { HoldFor: { } time } hold:
                Reserve(hold, time);
                break;
            case TransferMoney transfer:
                _book.Pass(_book.Accounts[transfer.Source], transfer);
                ReferenceBook.Spend(_book.Accounts[transfer.Source], Today, transfer.Amount);
                _book.Move(transfer.TransferId, _book.Accounts[transfer.Source], _book.Accounts[transfer.Destination], transfer.Amount, EntryKind.Transfer);
                _book.Events.Add((EventType.TransferPosted, transfer.TransferId, 1));
                break;
            case SettleHold settle:
                Settle(settle);
                break;
            case ReverseTransfer reverse:
                Reverse(reverse);
                break;
            case ClaimAccount claim:
                _book.Accounts[claim.AccountId].Epoch++;
                _book.Touched.Add(claim.AccountId);
                break;
            case Command identity when new ReferenceIdentity(_book, _now).TryAccept(identity):
                break;
            case RequestReversal or DecideApproval or EndApproval:
                new ReferenceApprovals(_book, _now).Accept(command, Reverse);
                break;
            default:
                Change(command, answer);
                break;
        }
    }

    private void Reserve(TransferMoney command, TimeSpan time)
    {
        var source = _book.Accounts[command.Source];
        _book.Pass(source, command);
        ReferenceBook.Spend(source, Today, command.Amount);
        source.Held += command.Amount;
        source.Version++;
        _book.Holds[command.TransferId] =
            new ReferenceHold(command.Source, command.Destination, command.Amount, source.Currency, _now + time, Today);
        _book.Events.Add((EventType.TransferHeld, command.TransferId, 1));
    }

    private void Settle(SettleHold command)
    {
        var hold = _book.Holds[command.TransferId];
        var source = _book.Accounts[hold.Source];
        var posted = command.End == HoldStatus.Posted ? command.Amount ?? hold.Amount : 0;
        _book.Pass(source, command);
        if (hold.MadeOn == Today && source.Day == Today)
            source.Spent -= hold.Amount - posted;

        if (posted > 0)
        {
            _book.Move(command.EntryId, source, _book.Accounts[hold.Destination], posted, EntryKind.HoldPosted, hold.Amount);
        }
        else
        {
            source.Held -= hold.Amount;
            source.Version++;
        }

        (hold.Status, hold.Posted) = (command.End, posted);
        var told = command.End switch
        {
            HoldStatus.Posted => EventType.TransferPosted,
            HoldStatus.Voided => EventType.TransferVoided,
            _ => EventType.TransferExpired,
        };
        _book.Events.Add((told, command.TransferId, 2));
    }

    private void Reverse(ReverseTransfer command)
    {
        var original = _book.Entries[command.OriginalEntryId];
        var payee = _book.Accounts[original.Destination];
        _book.Pass(payee, command);
        _book.Reversed.Add(command.OriginalEntryId);
        _book.Move(command.EntryId, payee, _book.Accounts[original.Source], original.Amount, EntryKind.Reversal);
        _book.Events.Add((EventType.TransferReversed, command.TransferId, original.Kind == EntryKind.Transfer ? 2 : 3));
    }

    private void Change(Command command, Answer answer)
    {
        if (command is OpenAccount open)
        {
            _book.Accounts[open.AccountId] = new ReferenceAccount(open.AccountId, open.OwnerId, open.Currency.Code)
            {
                Floor = open.Floor, PerTransfer = open.LimitPerTransfer, PerDay = open.LimitPerDay, Day = Today,
            };
            _book.Touched.Add(open.AccountId);
            _book.Events.Add((EventType.AccountOpened, open.AccountId, 1));
            return;
        }

        var account = _book.Accounts[((AccountCommand)command).Account];
        _book.Pass(account, (AccountCommand)command);
        account.Version++;
        account.Told++;
        if (command is ChangeAccountLimits limits)
            account.Limit(limits);
        else if (command is ChangeAccountStatus change)
            account.Status = change.Status;
        _book.Events.Add((TypeOf(command), account.Id, account.Told));
    }

    private static EventType TypeOf(Command command) => command switch
    {
        ChangeAccountStatus { Status: AccountStatus.Frozen } => EventType.AccountFrozen,
        ChangeAccountStatus { Status: AccountStatus.Open } => EventType.AccountUnfrozen,
        ChangeAccountStatus => EventType.AccountClosed,
        _ => EventType.AccountLimitsChanged,
    };
}
