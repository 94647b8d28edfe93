using Payments.History.Journal;
using Payments.History.Records;

namespace Payments.History.Checking;

/// <summary>Finds in the journal what a key has done.</summary>
public sealed class Effects
{
    private readonly ILookup<string, JournalOperation> _operations;
    private readonly ILookup<string, JournalEntry> _byOperation;
    private readonly ILookup<string, JournalEntry> _byBatch;
    private readonly Dictionary<string, JournalEvent> _byEntry = [];
    private readonly ILookup<(string, int), JournalEvent> _byTransfer;

    public Effects(JournalFile journal)
    {
        _operations = journal.Operations.ToLookup(operation => operation.Key);
        _byOperation = journal.Entries.Where(entry => entry.Operation is not null).ToLookup(entry => entry.Operation!);
        _byBatch = journal.Entries.Where(entry => entry.Batch is not null).ToLookup(entry => entry.Batch!);
        _byTransfer = journal.Events.ToLookup(step => (step.Object, step.Type));
        foreach (var step in journal.Events.Where(step => step.Entry is not null))
        {
            _byEntry[step.Entry!] = step;
        }
    }

    /// <summary>The idempotency records of a key.</summary>
    public IEnumerable<JournalOperation> OperationsOf(string key) => _operations[key];

    /// <summary>The events of what a key has done, in the order of their positions; none when it did nothing.</summary>
    public IReadOnlyList<JournalEvent> Of(KeyGroup group) =>
        [.. _operations[group.Key].Where(record => record.Refusal is null)
            .SelectMany(record => Of(group.Request, record)).OrderBy(step => step.Position)];

    private IEnumerable<JournalEvent> Of(Invocation request, JournalOperation record)
    {
        var entries = request.Kind == OperationKind.Batch ? _byBatch[record.Object] : _byOperation[record.Id];
        var moved = entries.Select(entry => _byEntry.GetValueOrDefault(entry.Id)).OfType<JournalEvent>().ToList();
        return request.Kind switch
        {
            OperationKind.Hold => _byTransfer[(record.Object, 2)],
            OperationKind.Void => _byTransfer[(request.Transfer!, 3)],
            OperationKind.Post when moved.Count == 0 => _byTransfer[(request.Transfer!, 1)].Where(step => step.Entry is null),
            _ => moved,
        };
    }
}
