namespace Payments.Chaos.Faults;

/// <summary>Sessions of PostgreSQL that commit when their clients have long gone.</summary>
internal static class AbandonFaults
{
    // A client that has gone looks whether its commit happened, and is told that it did not: it must not believe that.
    private const double StandsStill = 3;

    internal static readonly Fault Abandon = new(
        "F10", "backends SIGSTOP when their COMMIT comes, all else executed; their clients cut off; SIGCONT, and they commit", AbandonAsync);

    private static async Task<Strike> AbandonAsync(FaultScene scene)
    {
        using var backends = new StoppedBackends(scene);
        foreach (var node in scene.Cluster.Silos)
        {
            node.Database.BeforeAbandon = backends.StopAsync;
            // What only reads is committed too, and takes one of them.
            node.Database.Arm(CommitFault.Abandon, CommitFault.Abandon, CommitFault.Abandon);
        }

        await scene.UntilAsync(() => backends.Count > 0, 30);
        await scene.LastAsync(StandsStill);
        scene.Cluster.Silos.ForEach(node => node.Database.Disarm());
        var (open, committed) = await backends.ContinueAsync();
        scene.Cluster.Silos.ForEach(node => node.Database.BeforeAbandon = null);
        return new Strike(
            $"{backends.Count} backends, {open} of which had not committed when they went on, and {committed} did then", committed > 0);
    }
}

/// <summary>Backends that stand still between what they have written and their COMMIT.</summary>
internal sealed class StoppedBackends(FaultScene scene) : IDisposable
{
    private const int Most = 3;
    private const double WrittenMax = 1;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly List<(int Id, string Transaction)> _stopped = [];
    private bool _isOver;

    internal int Count => _stopped.Count;

    /// <summary>Stops a backend that has written and waits for what comes next; leaves any other one alone.</summary>
    internal async Task StopAsync(int backend)
    {
        await _turn.WaitAsync();
        try
        {
            if (!_isOver && _stopped.Count < Most && await WrittenByAsync(backend) is { } transaction && await Signals.SendAsync(backend, "STOP"))
            {
                _stopped.Add((backend, transaction));
                await scene.UntilAsync(() => Signals.IsStopped(backend), WrittenMax);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Lets all of them go on.</summary>
    /// <returns>How many still stood before their COMMIT, and how many of these committed after that.</returns>
    internal async Task<(int Open, int Committed)> ContinueAsync()
    {
        await _turn.WaitAsync();
        _isOver = true;
        _turn.Release();
        var open = new List<string>();
        foreach (var (backend, transaction) in _stopped)
        {
            if (Signals.IsStopped(backend) && await StateOfAsync(transaction) == "in progress")
            {
                open.Add(transaction);
            }

            await Signals.SendAsync(backend, "CONT");
        }

        var committed = 0;
        foreach (var transaction in open)
        {
            var state = "";
            await scene.UntilAsync(async () => (state = await StateOfAsync(transaction)) != "in progress", 10);
            committed += state == "committed" ? 1 : 0;
        }

        return (open.Count, committed);
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>The transaction of a backend that has executed all that came; null when it has changed nothing.</summary>
    private async Task<string?> WrittenByAsync(int backend)
    {
        string? transaction = null;
        await scene.UntilAsync(
            async () => (transaction = (string?)await scene.Cluster.Postgres.AskAsync(
                $"SELECT backend_xid::text FROM pg_stat_activity WHERE pid = {backend} AND wait_event = 'ClientRead' AND backend_xid IS NOT NULL")) is not null,
            WrittenMax);
        return transaction;
    }

    // One cluster of PostgreSQL that has just been made is in the first epoch of transactions.
    private async Task<string?> StateOfAsync(string transaction) =>
        (string?)await scene.Cluster.Postgres.AskAsync($"SELECT pg_xact_status('{transaction}'::xid8)");
}
