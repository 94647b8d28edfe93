using System.Buffers.Binary;
using Payments.Domain;
using Payments.Domain.Commands;

namespace Payments.Grains.Idempotency;

/// <summary>Which grain the requests of an idempotency key meet in.</summary>
/// <remarks>
/// All keys of a slot share one activation, because an activation for each key costs more than the payment itself
/// (docs/decisions/0003-idempotency-slots.md). Keys do not wait for each other there. A command for an account or a
/// transfer goes through the slot that this falls into, so that both grains can be active in the same silo
/// (docs/decisions/0009-accounts-have-homes.md).
/// </remarks>
public static class IdempotencySlots
{
    /// <summary>How many grains share all keys. A change is harmless: uniqueness is the journal's.</summary>
    public const int Count = 4_096;

    // Where version 7, version 4 and hashes are all random.
    private const int RandomAt = 14;

    /// <summary>The key of the grain through which this command goes.</summary>
    public static Guid Of(Command command) => KeyOf(SlotOf(command));

    /// <summary>The slot through which this command goes.</summary>
    public static int SlotOf(Command command) => SlotOf(command switch
    {
        TransferMoney { Source: var account } => account,
        ChangeAccountStatus { AccountId: var account } => account,
        ChangeAccountLimits { AccountId: var account } => account,
        SettleHold { TransferId: var transfer } => transfer,
        ReverseTransfer { TransferId: var transfer } => transfer,
        RequestReversal { TransferId: var transfer } => transfer,
        DecideApproval { TransferId: var transfer } => transfer,
        EndApproval { TransferId: var transfer } => transfer,
        // What makes something new: each request brings an id of its own, and equal ones meet by their key.
        { Idempotency.OperationId: var operation } => operation,
        _ => throw new InvariantViolationException("a command came without its idempotency key"),
    });

    /// <summary>The slot that an id falls into; that of a slot's own key is the slot.</summary>
    public static int SlotOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt16BigEndian(bytes[RandomAt..]) % Count;
    }

    /// <summary>The key of the grain of a slot, from 0 to <see cref="Count"/> − 1.</summary>
    public static Guid KeyOf(int slot)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(bytes[RandomAt..], checked((ushort)slot));
        return new Guid(bytes, bigEndian: true);
    }
}
