using System.Buffers.Binary;
using Payments.Domain;
using Payments.Domain.Commands;

namespace Payments.Journal.Writing;

/// <summary>
/// The stored outcome of an immediate transfer: 80 bytes in place of a JSON text, because there are so many of them.
/// Everything else about the transfer stands in the request, whose fingerprint a replay has to match.
/// </summary>
/// <remarks>For the source, then for the destination: owner (16 bytes), posted, held, version (8 each), all big-endian.</remarks>
internal static class BalancesAfter
{
    private const int HalfLength = 40;

    internal static byte[] Write(TransferOutcome outcome)
    {
        var bytes = new byte[2 * HalfLength];
        Write(outcome.Source, bytes);
        Write(outcome.Destination, bytes.AsSpan(HalfLength));
        return bytes;
    }

    internal static TransferOutcome Read(ReadOnlySpan<byte> bytes, Guid transferId, DateTimeOffset recordedAt)
    {
        if (bytes.Length != 2 * HalfLength)
        {
            throw new InvariantViolationException($"a stored transfer outcome has {bytes.Length} bytes");
        }

        return new TransferOutcome
        {
            RecordedAt = recordedAt,
            TransferId = transferId,
            EntryId = transferId,
            Source = Read(bytes),
            Destination = Read(bytes[HalfLength..]),
        };
    }

    private static void Write(BalanceAfter balance, Span<byte> bytes)
    {
        balance.OwnerId.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(bytes[16..], balance.Posted);
        BinaryPrimitives.WriteInt64BigEndian(bytes[24..], balance.Held);
        BinaryPrimitives.WriteInt64BigEndian(bytes[32..], balance.Version);
    }

    private static BalanceAfter Read(ReadOnlySpan<byte> bytes) => new(
        new Guid(bytes[..16], bigEndian: true),
        BinaryPrimitives.ReadInt64BigEndian(bytes[16..]),
        BinaryPrimitives.ReadInt64BigEndian(bytes[24..]),
        BinaryPrimitives.ReadInt64BigEndian(bytes[32..]));
}
