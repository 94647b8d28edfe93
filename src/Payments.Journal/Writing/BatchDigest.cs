using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Payments.Domain.Commands;
using Payments.Domain.Ledger;

namespace Payments.Journal.Writing;

/// <summary>
/// SHA-256 over what a batch recorded, in feed order: each event, its audit record if it has one, its entry if it has one,
/// and the entry's postings by ordinal. Every field counts but positions, which are given out later and stand in the
/// batch's own row. Verification feeds stored rows through the same methods.
/// </summary>
/// <remarks>
/// Form: a tag byte for each record; integers and UUIDs big-endian; texts as a 32-bit length (-1 for null) and UTF-8;
/// instants as microseconds since 1970. A change of the form needs a new tag, so that older batches stay verifiable.
/// </remarks>
public sealed class BatchDigest
{
    private const byte EventTag = 1;
    private const byte AuditTag = 2;
    private const byte EntryTag = 3;
    private const byte PostingTag = 4;
    private readonly ArrayBufferWriter<byte> _buffer = new(64 * 1024);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The digest of a batch that is about to be written.</summary>
    public static byte[] Of(JournalWrites writes, DateTimeOffset recordedAt)
    {
        var digest = new BatchDigest();
        var (entry, posting) = (0, 0);
        foreach (var row in writes.Events)
        {
            digest.Add(row, recordedAt);
            if (row.EntryId is not { } entryId)
            {
                continue;
            }

            // Entries and postings were planned in the order of their events.
            digest.Add(writes.Entries[entry++], recordedAt);
            while (posting < writes.Postings.Count && writes.Postings[posting].EntryId == entryId)
            {
                digest.Add(writes.Postings[posting++]);
            }
        }

        return digest.Finish();
    }

    /// <summary>Adds an event and its audit record.</summary>
    public void Add(in EventRow row, DateTimeOffset recordedAt)
    {
        Byte(EventTag);
        Int16((short)row.Type);
        Id(row.ObjectId);
        Int32(row.ObjectSequence);
        OptionalId(row.EntryId);
        Id(row.OwnerId);
        OptionalId(row.OtherOwnerId);
        Text(row.Data);
        Instant(recordedAt);
        if (row.Audit is { } audit)
        {
            Add(audit);
        }
    }

    /// <summary>Adds an entry's header.</summary>
    public void Add(EntryRow row, DateTimeOffset recordedAt)
    {
        Byte(EntryTag);
        Id(row.Id);
        Int16((short)row.Kind);
        Id(row.TransferId);
        OptionalId(row.Reverses);
        OptionalId(row.OperationId);
        OptionalId(row.BatchId);
        Text(row.Currency.Code);
        Instant(recordedAt);
        Text(row.Description);
        Text(row.Reference);
        Text(row.Metadata);
        Add(row.Origin);
    }

    /// <summary>Adds a posting.</summary>
    public void Add(in PostingRow row)
    {
        Byte(PostingTag);
        Int16(row.Ordinal);
        Id(row.AccountId);
        Int64(row.Amount);
        Int64(row.Sequence);
        Int64(row.PostedAfter);
        Int64(row.HeldAfter);
        Int64(row.Epoch);
        Flush();
    }

    /// <summary>The 32 bytes; the digest starts anew afterwards.</summary>
    public byte[] Finish()
    {
        Flush(force: true);
        return _hash.GetHashAndReset();
    }

    private void Add(AuditRow row)
    {
        Byte(AuditTag);
        Text(row.Action);
        Id(row.ObjectId);
        OptionalId(row.AccountId);
        Int64(row.OldBalance ?? long.MinValue);
        Int64(row.NewBalance ?? long.MinValue);
        Add(row.Origin);
    }

    private void Add(Origin origin)
    {
        Id(origin.TenantId);
        Text(origin.Actor);
        Int16((short)origin.Role);
        Text(origin.Address);
        Text(origin.UserAgent);
        Text(origin.RequestId);
    }

    private void Flush(bool force = false)
    {
        if (force || _buffer.WrittenCount > 60 * 1024)
        {
            _hash.AppendData(_buffer.WrittenSpan);
            _buffer.ResetWrittenCount();
        }
    }

    private void Byte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
    }

    private void Int16(short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(_buffer.GetSpan(2), value);
        _buffer.Advance(2);
    }

    private void Int32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
    }

    private void Int64(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(_buffer.GetSpan(8), value);
        _buffer.Advance(8);
    }

    private void Id(Guid value)
    {
        value.TryWriteBytes(_buffer.GetSpan(16), bigEndian: true, out _);
        _buffer.Advance(16);
    }

    private void OptionalId(Guid? value) => Id(value ?? Guid.Empty);

    private void Instant(DateTimeOffset value) => Int64((value.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);

    private void Text(string? value)
    {
        if (value is null)
        {
            Int32(-1);
            return;
        }

        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        var written = Encoding.UTF8.GetBytes(value, _buffer.GetSpan(most + 4)[4..]);
        Int32(written);
        _buffer.Advance(written);
    }
}
