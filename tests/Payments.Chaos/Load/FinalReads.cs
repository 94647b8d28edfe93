using Payments.Chaos.Processes;

namespace Payments.Chaos.Load;

/// <summary>After everything: all accounts and a share of the acknowledged transfers, read from every front end.</summary>
internal static class FinalReads
{
    private const int TransfersRead = 60;

    internal static async Task RunAsync(LoadScene scene, Town town, Random random)
    {
        var process = scene.Client.Recorder.NewProcess();
        foreach (var node in scene.FrontEnds)
        {
            var reads = town.Accounts.SelectMany(account => new[]
                {
                    Read(OperationKind.ReadBalance, account), Read(OperationKind.ReadEntries, account),
                    Read(OperationKind.ReadStatement, account) with { Since = TimeProvider.System.GetUtcNow().AddMinutes(-1) },
                })
                .Append(Read(OperationKind.ReadAccounts, town.Owner))
                .Concat(Enumerable.Range(0, TransfersRead).Select(_ => scene.Known.Made(random)).OfType<string>()
                    .Select(transfer => Read(OperationKind.ReadTransfer, null) with { Transfer = transfer }));
            foreach (var read in reads)
            {
                await scene.Client.SendAsync(read with { Process = process }, node.Name, node.Clients!.Port);
            }
        }
    }

    private static Invocation Read(OperationKind kind, string? account) =>
        new() { Op = 0, Process = 0, Kind = kind, Phase = Phase.Final, Node = "", At = 0, Account = account };
}
