using System.Security.Cryptography;
using Payments.Journal.Writing;

namespace Payments.Journal.Verification;

/// <summary>Counts positions, takes each batch's digest again and follows the chain over all of them.</summary>
internal sealed class BatchChain(long from, byte[] chain, Findings findings)
{
    private readonly BatchDigest _digest = new();
    private readonly Queue<StoredBatch> _batches = [];
    private long _position = from;
    private long _batchEnd = from;
    private byte[] _chain = chain;

    internal byte[] Chain => _chain;

    /// <summary>Takes the batches that end in the next stretch.</summary>
    internal void Expect(List<StoredBatch> batches) => batches.ForEach(_batches.Enqueue);

    /// <summary>Goes on over an event with its entry, if it has one that was found.</summary>
    internal void Add(StoredEvent told, StoredEntry? entry)
    {
        findings.Require(
            told.Position == _position + 1, LedgerChecks.FeedPosition, told, $"it follows position {_position}");
        _position = told.Position;
        _digest.Add(told.Row, told.RecordedAt);
        if (entry is not null)
        {
            _digest.Add(entry.Row, entry.RecordedAt);
            entry.Postings.ForEach(posting => _digest.Add(posting));
        }

        while (_batches.TryPeek(out var batch) && batch.LastPosition <= _position)
        {
            Finish(_batches.Dequeue(), told);
        }
    }

    /// <summary>At the end of the feed: compares with its head.</summary>
    internal void Finish(long headPosition, byte[] headChain)
    {
        const string head = "feed head";
        findings.Require(_position == headPosition, LedgerChecks.FeedPosition, head, $"it says {headPosition}, the last event is {_position}");
        findings.Require(_batchEnd == headPosition, LedgerChecks.BatchDigest, head, $"it says {headPosition}, the last batch ends at {_batchEnd}");
        findings.Require(_chain.AsSpan().SequenceEqual(headChain), LedgerChecks.BatchChain, head, $"its chain is not that of the last batch");
    }

    private void Finish(StoredBatch batch, StoredEvent last)
    {
        var found = $"batch {batch.LastPosition}";
        findings.Require(
            batch.FirstPosition == _batchEnd + 1, LedgerChecks.BatchDigest, found,
            $"it begins at {batch.FirstPosition}, the batch before it ends at {_batchEnd}");
        findings.Require(
            batch.RecordedAt == last.RecordedAt, LedgerChecks.BatchDigest, found,
            $"it was recorded at {batch.RecordedAt:O}, its last event at {last.RecordedAt:O}");
        findings.Require(
            _digest.Finish().AsSpan().SequenceEqual(batch.Digest), LedgerChecks.BatchDigest, found,
            $"positions {batch.FirstPosition} to {batch.LastPosition} are not what was recorded");
        findings.Require(
            SHA256.HashData([.. _chain, .. batch.Digest]).AsSpan().SequenceEqual(batch.Chain), LedgerChecks.BatchChain, found,
            $"its chain does not follow from the one before");
        _batchEnd = batch.LastPosition;
        _chain = batch.Chain;
    }
}
