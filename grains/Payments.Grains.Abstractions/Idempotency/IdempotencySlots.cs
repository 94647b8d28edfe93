using System.Buffers.Binary;

namespace Payments.Grains.Idempotency;

/// <summary>Which grain the requests of an idempotency key meet in.</summary>
/// <remarks>
/// All keys of a slot share one activation, because an activation for each key costs more than the payment itself
/// (docs/decisions/0003-idempotency-slots.md). Keys do not wait for each other there.
/// </remarks>
public static class IdempotencySlots
{
    /// <summary>How many grains share all keys. A change is harmless: uniqueness is the journal's.</summary>
    public const int Count = 4_096;

    /// <summary>The key of the grain for this operation.</summary>
    public static Guid Of(Guid operationId)
    {
        Span<byte> bytes = stackalloc byte[16];
        operationId.TryWriteBytes(bytes, bigEndian: true, out _);
        return KeyOf(BinaryPrimitives.ReadUInt16BigEndian(bytes) % Count);
    }

    /// <summary>The key of the grain of a slot, from 0 to <see cref="Count"/> − 1.</summary>
    public static Guid KeyOf(int slot) => new(slot, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);
}
