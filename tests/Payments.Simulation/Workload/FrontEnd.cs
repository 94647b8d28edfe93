using Payments.Domain;
using Payments.Domain.Commands;
using Payments.Domain.Refusals;
using Payments.Grains.Idempotency;
using Payments.Simulation.Cluster;

namespace Payments.Simulation.Workload;

/// <summary>Sends requests as the HTTP front end does, and writes down what the client sees.</summary>
internal sealed class FrontEnd(SimulatedCluster cluster, History history, bool forgetsKeys)
{
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(30);

    /// <summary>One attempt; it ends by the time-out of grain calls.</summary>
    public async Task<Attempt> SendAsync(Request request)
    {
        var world = cluster.World;
        var attempt = new Attempt(request, world.Random.NextGuid(), world.Time.GetUtcNow());
        history.Attempts.Add(attempt);
        var operationId = forgetsKeys ? world.Random.NextGuid() : request.OperationId;
        try
        {
            var command = request.CommandOf(attempt.ObjectId, operationId);
            var answer = await AnswerAsync(operationId, command);
            if (answer is Fenced)
                throw new JournalUnavailableException("the account is on the move");

            attempt.Complete(answer, world.Time.GetUtcNow());
        }
        catch (Exception e)
        {
            attempt.Fail(e, e is JournalUnavailableException or InvariantViolationException, world.Time.GetUtcNow());
        }

        return attempt;
    }

    /// <summary>Sends a command, and once more when nothing has been heard for a while: the first answer that is certain for both.</summary>
    private async Task<Answer> AnswerAsync(Guid operationId, Command command)
    {
        var over = Task.Delay(WaitMax, cluster.World.Time);
        List<Task<Answer>> open = [Send()];
        await Task.WhenAny(open[0], Task.Delay(AgainAfter, cluster.World.Time));
        if (!open[0].IsCompleted)
            open.Add(Send());

        Task<Answer>? notExecuted = null, unknown = null;
        while (open.Count > 0)
        {
            await Task.WhenAny([.. open, over]);
            if (open.Find(one => one.IsCompleted) is not { } ended)
                throw new TimeoutException("the client's time is over");

            open.Remove(ended);
            if (ended.IsCompletedSuccessfully && ended.Result is Done or Refused { Refusal.HoldsForEveryTry: true })
                return ended.Result;
            if (ended.IsCompletedSuccessfully || ended.Exception?.InnerException is JournalUnavailableException)
                notExecuted = ended;
            else
                unknown = ended;
        }

        return await (unknown ?? notExecuted!);

        Task<Answer> Send() => cluster.World.Client.GetGrain<IIdempotencyGrain>(IdempotencySlots.Of(command)).RunAsync(command);
    }

    /// <summary>Sends the same key again until its end is certain, or a number of times.</summary>
    public async Task<Attempt> SendUntilCertainAsync(Request request, int attemptsMax)
    {
        for (var number = 1; ; number++)
        {
            var attempt = await SendAsync(request);
            if (IsSettled(attempt) || number == attemptsMax)
                return attempt;

            await Task.Delay(TimeSpan.FromSeconds(0.2 * number), cluster.World.Time);
        }
    }

    /// <summary>Reads an account from the database, as GET does.</summary>
    public async Task ReadAsync(Guid account)
    {
        var begun = cluster.World.Time.GetUtcNow();
        await cluster.Database.TakeTimeAsync();
        if (!cluster.Database.IsUp)
            return;

        var seen = cluster.Database.Tables.Accounts.GetValueOrDefault(account);
        await cluster.Database.TakeTimeAsync();
        history.Readings.Add(new Reading(account, seen, begun, cluster.World.Time.GetUtcNow()));
    }

    /// <summary>An answer, not just the promise that this attempt did nothing.</summary>
    public static bool IsSettled(Attempt attempt) =>
        attempt.Answer is not null || attempt.Fault is InvariantViolationException;
}
