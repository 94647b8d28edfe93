using Payments.Domain.Tests.Ledger;

namespace Payments.Domain.Tests.Properties;

/// <summary>One step of a random story: four bytes that the story makes a command of.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="From">With which account.</param>
/// <param name="To">And which other one.</param>
/// <param name="Amount">How much.</param>
public sealed record Step(byte Kind, byte From, byte To, byte Amount);

/// <summary>A random story on a machine: five accounts with 200 each, the last without a floor.</summary>
internal sealed class Story
{
    private const int AccountCount = 5;

    private readonly List<Guid> _holds = [];

    public Story()
    {
        for (var index = 0; index < AccountCount; index++)
            Accounts.Add(Machine.Open(200, floor: index == AccountCount - 1 ? null : -10 * index));
    }

    public LedgerMachine Machine { get; } = new();

    public List<Guid> Accounts { get; } = [];

    /// <summary>The commands of the steps; the same steps make the same commands.</summary>
    public List<Command> CommandsOf(IEnumerable<Step> steps) => [.. steps.Select(CommandOf)];

    private Command CommandOf(Step step)
    {
        var key = LedgerMachine.Stamp(Machine.NextId());
        switch (step.Kind % 8)
        {
            case 0 or 1 or 2:
                return Transfer(step) with { Idempotency = key };
            case 3:
                var hold = Transfer(step) with { Idempotency = key, HoldFor = TimeSpan.FromMinutes(1 + step.Amount) };
                _holds.Add(hold.TransferId);
                _sides[hold.TransferId] = (hold.Source, hold.Destination);
                return hold;
            case 4 or 5 when _holds.Count > 0:
                return Settle(step) with { Idempotency = key };
            case 6:
                return new ChangeAccountStatus
                {
                    Origin = LedgerMachine.Admin, Idempotency = key, AccountId = Accounts[step.From % AccountCount],
                    Status = step.Amount % 4 == 0 ? AccountStatus.Frozen : AccountStatus.Open, ChangeId = Machine.NextId(),
                };
            default:
                return new TransferBatch
                {
                    Origin = LedgerMachine.Admin, Idempotency = key, BatchId = Machine.NextId(), AllOrNothing = step.Kind >= 128,
                    Transfers = [.. Enumerable.Range(0, 1 + (step.Amount % 4)).Select(shift => Transfer(step with { From = (byte)((step.From + shift) % 256) }))],
                };
        }
    }

    private readonly Dictionary<Guid, (Guid Source, Guid Destination)> _sides = [];

    private TransferMoney Transfer(Step step) =>
        Machine.Transfer(Accounts[step.From % AccountCount], Accounts[step.To % AccountCount], step.Amount);

    private SettleHold Settle(Step step)
    {
        var id = _holds[step.From % _holds.Count];
        return new SettleHold
        {
            Origin = LedgerMachine.Admin, TransferId = id, Source = _sides[id].Source, Destination = _sides[id].Destination,
            EntryId = Machine.NextId(), End = step.To % 3 == 0 ? HoldStatus.Voided : HoldStatus.Posted,
            Amount = step.To % 3 == 1 ? step.Amount : null,
        };
    }
}

/// <summary>Balances and holds as a child would count them: the model that the planner is compared with.</summary>
internal sealed class SmallModel(Story story)
{
    private readonly Dictionary<Guid, (Guid Source, Guid Destination, long Amount)> _open = [];

    public Dictionary<Guid, long> Posted { get; } = story.Accounts.ToDictionary(id => id, _ => 200L);

    public Dictionary<Guid, long> Held { get; } = story.Accounts.ToDictionary(id => id, _ => 0L);

    private HashSet<Guid> Frozen { get; } = [];

    /// <summary>Whether the command succeeds; it is applied when it does.</summary>
    public bool Apply(Command command) => command switch
    {
        TransferMoney { HoldFor: null } transfer => Move(transfer),
        TransferMoney hold => MayLeave(hold) && Reserve(hold),
        SettleHold settle => Settle(settle),
        ChangeAccountStatus { Status: AccountStatus.Frozen } change => Frozen.Add(change.AccountId),
        ChangeAccountStatus change => Frozen.Remove(change.AccountId),
        TransferBatch batch => Batch(batch),
        _ => false,
    };

    private bool MayLeave(TransferMoney transfer)
    {
        var floor = story.Machine.Accounts[transfer.Source].Floor ?? long.MinValue / 2;
        return transfer.Source != transfer.Destination && transfer.Amount > 0 && !Frozen.Contains(transfer.Source)
            && Posted[transfer.Source] - Held[transfer.Source] - transfer.Amount >= floor;
    }

    private bool Move(TransferMoney transfer)
    {
        if (!MayLeave(transfer))
            return false;

        Posted[transfer.Source] -= transfer.Amount;
        Posted[transfer.Destination] += transfer.Amount;
        return true;
    }

    private bool Reserve(TransferMoney hold)
    {
        Held[hold.Source] += hold.Amount;
        _open.Add(hold.TransferId, (hold.Source, hold.Destination, hold.Amount));
        return true;
    }

    private bool Settle(SettleHold settle)
    {
        if (!_open.TryGetValue(settle.TransferId, out var hold) || settle.Amount > hold.Amount)
        {
            // To void ignores the amount.
            if (settle.End != HoldStatus.Voided || !_open.TryGetValue(settle.TransferId, out hold))
                return false;
        }

        _open.Remove(settle.TransferId);
        var posted = settle.End == HoldStatus.Posted ? settle.Amount ?? hold.Amount : 0;
        Held[hold.Source] -= hold.Amount;
        Posted[hold.Source] -= posted;
        Posted[hold.Destination] += posted;
        return true;
    }

    private bool Batch(TransferBatch batch)
    {
        var before = Posted.ToList();
        foreach (var transfer in batch.Transfers)
        {
            if (Move(transfer) || !batch.AllOrNothing)
                continue;

            before.ForEach(pair => Posted[pair.Key] = pair.Value);
            return false;
        }

        return true;
    }
}
