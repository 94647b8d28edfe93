using Payments.Domain.Commands;
using Payments.Domain.Refusals;
using Payments.Simulation.Cluster;
using Payments.SimulatedSilo.Simulation;

namespace Payments.Simulation.Workload;

/// <summary>
/// One client: request after request, some of them twice at once, some with another body, some again much later.
/// </summary>
internal sealed class Client(SimulatedCluster cluster, FrontEnd frontEnd, Scene scene, History history, int number)
{
    private static readonly TimeSpan ThinkMax = TimeSpan.FromMilliseconds(250);

    private readonly List<Request> _sent = [];
    private SimulationRandom _random = new(0);

    /// <summary>Sends a number of requests. Each draws from a sequence of its own, so that one may be left out.</summary>
    public async Task RunAsync(int operations, IReadOnlySet<int> dropped)
    {
        for (var index = 0; index < operations; index++)
        {
            var place = (number * 10_000) + index;
            _random = new SimulationRandom(cluster.World.Seed + ((ulong)place * 0x9E37_79B9));
            if (dropped.Contains(place))
                continue;

            await Task.Delay(_random.NextTime(ThinkMax), cluster.World.Time);
            await ActAsync(new Choice(scene, _random));
        }
    }

    private async Task ActAsync(Choice choice)
    {
        var request = choice.Next();
        _sent.Add(request);
        var chance = _random.Next(100);
        if (chance < 5)
            await Task.WhenAll(SendAsync(request), SendAsync(request));
        else if (chance < 10)
            await Task.WhenAll(SendAsync(request), frontEnd.SendAsync(request.WithOtherBody()));
        else
            await SendAsync(request);

        if (_random.Chance(0.05))
            await SendAsync(_random.Pick(_sent));
        if (_random.Chance(0.15))
            await frontEnd.ReadAsync(choice.Account().Id);
    }

    /// <summary>Sends until the end is certain, or gives up and lets the time after the faults tell.</summary>
    private async Task SendAsync(Request request)
    {
        for (var attempts = 1 + _random.Next(4); ; attempts--)
        {
            var attempt = await frontEnd.SendAsync(request);
            Remember(attempt);
            if (FrontEnd.IsSettled(attempt))
                return;

            if (attempts <= 0 || (attempt.Fault is JournalUnavailableException && _random.Chance(0.5)))
            {
                history.Unresolved.Add(request);
                return;
            }

            await Task.Delay(_random.NextTime(TimeSpan.FromSeconds(2)), cluster.World.Time);
        }
    }

    private void Remember(Attempt attempt)
    {
        if (attempt.Request.Kind == "transfer" && attempt.End != End.Fail)
            scene.Transfers.Add(attempt.ObjectId);
        if (attempt.Request.Kind == "hold" && attempt.End != End.Fail)
            scene.Holds.Add(attempt.ObjectId);
        if (attempt is { Request.Kind: "ask", End: not End.Fail } && attempt.Request.CommandOf(attempt.ObjectId, Guid.Empty) is RequestReversal asked)
            scene.Approvals.Add((asked.ApprovalId, asked.TransferId));
        if (attempt is { Request.Kind: "issue" or "roll", End: not End.Fail } && attempt.Request.CommandOf(attempt.ObjectId, Guid.Empty) is IssueApiKey issued)
            scene.Keys.Add((issued.KeyId, issued.MerchantId));
        if (attempt is { Request.Kind: "open", End: End.Ok } && scene.Accounts.Count < 12)
            scene.Accounts.Add((attempt.ObjectId, scene.Peek(attempt.ObjectId)?.OwnerId ?? Guid.Empty));
    }
}
