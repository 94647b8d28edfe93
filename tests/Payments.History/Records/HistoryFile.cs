using System.Text.Json;

namespace Payments.History.Records;

/// <summary>A history read back: operations in the order of their invocation, and the faults that were injected.</summary>
public sealed record HistoryFile(RunHeader Run, IReadOnlyList<Operation> Operations, IReadOnlyList<FaultRecord> Faults)
{
    /// <summary>Reads a history file. A last line that was cut off is left out: its writer was killed.</summary>
    /// <exception cref="InvalidDataException">The file has no header, or completes an operation that never began.</exception>
    public static HistoryFile Read(string path) => Of(Lines(path));

    /// <summary>Puts lines together.</summary>
    public static HistoryFile Of(IEnumerable<HistoryLine> lines)
    {
        RunHeader? run = null;
        var operations = new Dictionary<long, Operation>();
        var faults = new List<FaultRecord>();
        foreach (var line in lines)
        {
            run ??= line.Run;
            if (line.Invoke is { } invoke)
            {
                operations.Add(invoke.Op, new Operation(invoke));
            }
            else if (line.Complete is { } completion)
            {
                Complete(operations, completion);
            }
            else if (line.Fault is { } fault)
            {
                faults.Add(fault);
            }
        }

        return new HistoryFile(
            run ?? throw new InvalidDataException("the history has no header"),
            [.. operations.Values.OrderBy(operation => operation.Begin)], faults);
    }

    private static void Complete(Dictionary<long, Operation> operations, Completion completion)
    {
        var operation = operations.GetValueOrDefault(completion.Op)
            ?? throw new InvalidDataException($"operation {completion.Op} ends without having begun");
        operation.Completion = operation.Completion is null
            ? completion
            : throw new InvalidDataException($"operation {completion.Op} ends twice");
    }

    private static IEnumerable<HistoryLine> Lines(string path)
    {
        foreach (var line in File.ReadLines(path))
        {
            if (line.EndsWith('}'))
            {
                yield return JsonSerializer.Deserialize(line, HistoryJson.Default.HistoryLine)!;
            }
        }
    }
}
