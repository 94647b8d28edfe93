using Payments.Chaos.Processes;

namespace Payments.Chaos.Load;

/// <summary>After everything: all accounts, and acknowledged transfers of the whole run, read from every front end.</summary>
internal static class FinalReads
{
    /// <summary>Transfers that every front end is asked for: all of them, or this many, evenly over the time when they were made.</summary>
    internal const int TransfersRead = 2_000;

    private const int AtOnce = 8;

    internal static async Task RunAsync(LoadScene scene, Town town, Random random)
    {
        var transfers = scene.Client.Recorder.Transfers.Sample(random, TransfersRead);
        foreach (var node in scene.FrontEnds)
        {
            await Parallel.ForEachAsync(Reads(town, transfers), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (read, _) =>
                await scene.Client.SendAsync(read with { Process = scene.Client.Recorder.NewProcess() }, node.Name, node.Clients!.Port, CancellationToken.None));
        }
    }

    private static IEnumerable<Invocation> Reads(Town town, IReadOnlyList<string> transfers) => town.Accounts
        .SelectMany(account => new[]
        {
            Read(OperationKind.ReadBalance, account), Read(OperationKind.ReadEntries, account),
            Read(OperationKind.ReadStatement, account) with { Since = TimeProvider.System.GetUtcNow().AddMinutes(-1) },
        })
        .Append(Read(OperationKind.ReadAccounts, town.Owner))
        .Concat(transfers.Select(transfer => Read(OperationKind.ReadTransfer, null) with { Transfer = transfer }));

    private static Invocation Read(OperationKind kind, string? account) =>
        new() { Op = 0, Process = 0, Kind = kind, Phase = Phase.Final, Node = "", At = 0, Account = account };
}
