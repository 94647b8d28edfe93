using Payments.Domain.Commands;

namespace Payments.Journal.Writing;

/// <summary>Counts how the commands of one batch ended, so that a metric is told once for all of a kind.</summary>
internal sealed class CommandTally
{
    private readonly int[] _counts = new int[CommandKinds.Count * CommandEnds.Count];

    internal void Add(Command command, CommandEnd end) => _counts[(CommandKinds.Of(command) * CommandEnds.Count) + (int)end]++;

    /// <summary>What was counted.</summary>
    internal IEnumerable<(string Kind, string End, int Count)> Counted()
    {
        for (var cell = 0; cell < _counts.Length; cell++)
        {
            if (_counts[cell] > 0)
            {
                yield return (
                    CommandKinds.NameOf(cell / CommandEnds.Count), CommandEnds.NameOf((CommandEnd)(cell % CommandEnds.Count)),
                    _counts[cell]);
            }
        }
    }
}
