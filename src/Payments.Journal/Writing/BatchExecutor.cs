using Microsoft.Extensions.Logging;
using Payments.Domain;
using Payments.Domain.Commands;
using Payments.Domain.Refusals;

namespace Payments.Journal.Writing;

/// <summary>
/// Brings one batch to a certain end: tries again what certainly had no effect, settles an unknown commit by inserting the
/// same operations again, and finds the one command that spoils a batch.
/// </summary>
internal sealed partial class BatchExecutor(
    IJournalStore store, JournalWriterOptions options, TimeProvider clock, JournalMetrics metrics, ILogger logger)
{
    private readonly Random _jitter = new(options.Lanes);

    internal Task RunAsync(IReadOnlyList<PendingCommand> batch) => RunAsync(batch, mayBeCommitted: false, clock.GetTimestamp());

    private async Task RunAsync(IReadOnlyList<PendingCommand> batch, bool mayBeCommitted, long startedAt)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Complete(batch, await TryAsync(batch));
                return;
            }
            catch (JournalStoreException e)
            {
                metrics.Failed(e.Failure);
                Log.Failed(logger, batch.Count, e.Failure, attempt, e);
                if (e.Failure == StoreFailure.BadCommand)
                {
                    await SplitAsync(batch, mayBeCommitted, startedAt, e);
                    return;
                }

                mayBeCommitted |= e.Failure == StoreFailure.Unknown;
                if (IsOver(e.Failure, mayBeCommitted, attempt, startedAt))
                {
                    Fail(batch, mayBeCommitted, e);
                    return;
                }
            }

            await Task.Delay(PauseAfter(attempt), clock);
        }
    }

    private async Task<IReadOnlyList<Answer>> TryAsync(IReadOnlyList<PendingCommand> batch)
    {
        using var timeout = new CancellationTokenSource(options.TransactionTimeout, clock);
        var start = clock.GetTimestamp();
        var commands = new Command[batch.Count];
        for (var index = 0; index < commands.Length; index++)
        {
            commands[index] = batch[index].Command;
        }

        var answers = await store.ExecuteAsync(commands, timeout.Token);
        metrics.Committed(batch.Count, clock.GetElapsedTime(start));
        return answers;
    }

    /// <summary>
    /// While the outcome is unknown only time ends the tries: each of them inserts under the same operation ids, waits for a
    /// twin that may still be running, and finds its records when it was committed. What is certain fails fast.
    /// </summary>
    private bool IsOver(StoreFailure failure, bool mayBeCommitted, int attempt, long startedAt) =>
        mayBeCommitted
            ? clock.GetElapsedTime(startedAt) >= options.ResolveWithin
            : failure == StoreFailure.Unavailable || attempt >= options.AttemptsMax;

    /// <summary>Halves the batch until the command that the database does not accept is alone; its neighbours go in.</summary>
    private async Task SplitAsync(
        IReadOnlyList<PendingCommand> batch, bool mayBeCommitted, long startedAt, JournalStoreException cause)
    {
        if (batch.Count == 1)
        {
            Log.BadCommand(logger, batch[0].Command.GetType().Name, batch[0].Command.Origin.RequestId, cause);
            End(batch, CommandEnd.Bad);
            batch[0].Fail(new InvariantViolationException("the database refused a command that the rules had accepted"));
            return;
        }

        var half = batch.Count / 2;
        await RunAsync([.. batch.Take(half)], mayBeCommitted, startedAt);
        await RunAsync([.. batch.Skip(half)], mayBeCommitted, startedAt);
    }

    private void Complete(IReadOnlyList<PendingCommand> batch, IReadOnlyList<Answer> answers)
    {
        for (var index = 0; index < batch.Count; index++)
        {
            JournalSpans.End(batch[index], CommandEnds.Of(answers[index]), batch.Count, clock);
            batch[index].Complete(answers[index]);
        }

        metrics.Answered(batch, answers, clock.GetElapsedTime(batch[0].EnqueuedAt));
    }

    private void Fail(IReadOnlyList<PendingCommand> batch, bool mayBeCommitted, JournalStoreException cause)
    {
        End(batch, mayBeCommitted ? CommandEnd.Unknown : CommandEnd.Unavailable);
        foreach (var pending in batch)
        {
            pending.Fail(mayBeCommitted
                ? new JournalOutcomeUnknownException("the commit's outcome could not be learned in time")
                : new JournalUnavailableException(cause.Message));
        }
    }

    private void End(IReadOnlyList<PendingCommand> batch, CommandEnd end)
    {
        metrics.Ended(batch, end);
        foreach (var pending in batch)
        {
            JournalSpans.End(pending, end, batch.Count, clock);
        }
    }

    private TimeSpan PauseAfter(int attempt)
    {
        var ceiling = Math.Min(options.DelayMax.Ticks, options.DelayFirst.Ticks << Math.Min(attempt - 1, 20));
        lock (_jitter)
        {
            return TimeSpan.FromTicks((ceiling / 2) + _jitter.NextInt64((ceiling / 2) + 1));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A journal transaction of {Size} commands failed ({Failure}), attempt {Attempt}")]
        public static partial void Failed(ILogger logger, int size, StoreFailure failure, int attempt, Exception cause);

        [LoggerMessage(LogLevel.Error, "The database refused a {Command} of request {RequestId}")]
        public static partial void BadCommand(ILogger logger, string command, string requestId, Exception cause);
    }
}
