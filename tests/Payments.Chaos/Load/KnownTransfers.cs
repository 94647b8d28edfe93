namespace Payments.Chaos.Load;

/// <summary>Transfers that clients were told of: what later requests end, reverse and read.</summary>
internal sealed class KnownTransfers
{
    private const int Kept = 200;
    private readonly Lock _lock = new();
    private readonly List<string> _held = [];
    private readonly List<string> _made = [];

    internal void Add(Invocation invoke, Completion answer)
    {
        if (answer is { Outcome: Outcome.Ok, Transfer: { } transfer } && invoke.Key is not null)
        {
            lock (_lock)
            {
                Add(invoke.Kind == OperationKind.Hold ? _held : _made, transfer);
            }
        }
    }

    /// <summary>A hold that is open as far as is known, for one who ends it; now and then it stays for another one to try.</summary>
    internal string? Held(Random random, bool keep) => Take(_held, random, keep);

    internal string? Made(Random random) => Take(_made, random, keep: true);

    private static void Add(List<string> transfers, string transfer)
    {
        if (transfers.Count == Kept)
        {
            transfers.RemoveAt(0);
        }

        transfers.Add(transfer);
    }

    private string? Take(List<string> transfers, Random random, bool keep)
    {
        lock (_lock)
        {
            if (transfers.Count == 0)
            {
                return null;
            }

            // The oldest first, so that holds end before they expire, most of them.
            var index = keep ? random.Next(transfers.Count) : 0;
            var transfer = transfers[index];
            if (!keep)
            {
                transfers.RemoveAt(index);
            }

            return transfer;
        }
    }
}
