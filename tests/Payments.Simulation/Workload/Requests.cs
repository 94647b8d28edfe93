using Payments.Domain;
using Payments.Domain.Commands;
using Payments.Domain.Ledger;

namespace Payments.Simulation.Workload;

/// <summary>The requests that clients send, each with the command that the front end makes of it.</summary>
internal static class Requests
{
    public static Request Transfer(
        Scene scene, Origin caller, Guid source, Guid destination, long amount, string currency, TimeSpan? holdFor,
        bool isPoisoned = false)
    {
        var text = isPoisoned ? "a text that the database \0 refuses" : null;
        var kind = holdFor is null ? "transfer" : "hold";
        var body = $"{Short(source)} -> {Short(destination)} {amount} {currency} {holdFor}{(isPoisoned ? " poisoned" : "")}";
        return scene.New(kind, body, caller, (stamp, id) => new TransferMoney
        {
            Origin = caller,
            Idempotency = stamp,
            TransferId = id,
            Source = source,
            Destination = destination,
            Amount = amount,
            Currency = Currency.Of(currency),
            HoldFor = holdFor,
            Description = text,
        }) with { IsPoisoned = isPoisoned };
    }

    public static Request Settle(Scene scene, Origin caller, Guid transfer, HoldStatus end, long? amount) =>
        scene.New(end == HoldStatus.Posted ? "post" : "void", $"{Short(transfer)} {amount}", caller, (stamp, id) => new SettleHold
        {
            Origin = caller,
            Idempotency = stamp,
            TransferId = transfer,
            End = end,
            Amount = amount,
            EntryId = id,
        });

    public static Request Reverse(Scene scene, Origin caller, Guid transfer) =>
        scene.New("reverse", Short(transfer), caller, (stamp, id) => new ReverseTransfer
        {
            Origin = caller,
            Idempotency = stamp,
            TransferId = transfer,
            EntryId = id,
        });

    public static Request Batch(Scene scene, Origin caller, bool allOrNothing, IReadOnlyList<(Guid From, Guid To, long Amount)> lines)
    {
        var body = $"{(allOrNothing ? "all or nothing" : "each")} {string.Join(", ", lines.Select(line => $"{Short(line.From)} -> {Short(line.To)} {line.Amount}"))}";
        return scene.New("batch", body, caller, (stamp, id) => new TransferBatch
        {
            Origin = caller,
            Idempotency = stamp,
            BatchId = id,
            AllOrNothing = allOrNothing,
            Transfers = [.. lines.Select((line, index) => Line(caller, id, index, line))],
        });
    }

    public static Request ChangeStatus(Scene scene, Origin caller, Guid account, AccountStatus status) =>
        scene.New("status", $"{Short(account)} {status}", caller, (stamp, id) => new ChangeAccountStatus
        {
            Origin = caller,
            Idempotency = stamp,
            AccountId = account,
            Status = status,
            ChangeId = id,
        });

    public static Request ChangeLimits(Scene scene, Guid account, NewLimit? floor, NewLimit? perTransfer, NewLimit? perDay) =>
        scene.New("limits", $"{Short(account)} floor {floor} transfer {perTransfer} day {perDay}", Scene.Admin, (stamp, id) => new ChangeAccountLimits
        {
            Origin = Scene.Admin,
            Idempotency = stamp,
            AccountId = account,
            Floor = floor,
            LimitPerTransfer = perTransfer,
            LimitPerDay = perDay,
            ChangeId = id,
        });

    public static Request Open(Scene scene, Origin caller, Guid owner, AccountType type, string currency, long? floor, long? limit) =>
        scene.New("open", $"{type} of {Short(owner)} {currency} floor {floor} day {limit}", caller, (stamp, id) => new OpenAccount
        {
            Origin = caller,
            Idempotency = stamp,
            AccountId = id,
            OwnerId = owner,
            Type = type,
            Currency = Currency.Of(currency),
            Floor = floor,
            LimitPerDay = limit,
        });

    public static Request Register(Scene scene, string email) =>
        scene.New("register", email, Scene.Admin, (stamp, id) => new RegisterParty
        {
            Origin = Scene.Admin,
            Idempotency = stamp,
            PartyId = id,
            Kind = PartyKind.User,
            Name = email,
            Email = email,
        });

    /// <summary>Every transfer of a batch has an id of its own, told by the batch's.</summary>
    private static TransferMoney Line(Origin caller, Guid batch, int index, (Guid From, Guid To, long Amount) line)
    {
        var bytes = batch.ToByteArray(bigEndian: true);
        bytes[15] = (byte)index;
        bytes[14] ^= 0xFF;
        return new TransferMoney
        {
            Origin = caller,
            TransferId = new Guid(bytes, bigEndian: true),
            Source = line.From,
            Destination = line.To,
            Amount = line.Amount,
            Currency = Currency.Of(Scene.Dollar),
        };
    }

    private static string Short(Guid id) => id.ToString()[..8];
}
