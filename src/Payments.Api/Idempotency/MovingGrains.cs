using Orleans.Runtime;
using Payments.Domain.Commands;
using Payments.Domain.Refusals;
using Payments.Grains.Idempotency;

namespace Payments.Api.Idempotency;

/// <summary>
/// Sends a command again while its grains are on their way from one silo to another: a silo that stops or has died gives
/// back what it did not finish. Whether the first try had an effect does not matter, because every try has the same
/// operation id, and the journal lets one of them through.
/// </summary>
internal sealed class MovingGrains(IGrainFactory grains, TimeProvider clock)
{
    /// <summary>Longer than a cluster takes to find out that a silo is dead.</summary>
    private static readonly TimeSpan TryFor = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan PauseFirst = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan PauseMax = TimeSpan.FromMilliseconds(400);

    /// <summary>Runs a command in the grain of its key.</summary>
    public Task<Answer> RunAsync(Guid operationId, Command command)
    {
        var run = SendAsync(operationId, command);
        return run.IsCompletedSuccessfully ? run : RunAgainAsync(run, operationId, command);
    }

    private async Task<Answer> RunAgainAsync(Task<Answer> run, Guid operationId, Command command)
    {
        var (started, pause, isAgain) = (clock.GetTimestamp(), PauseFirst, false);
        while (true)
        {
            try
            {
                var answer = await run;
                return isAgain && answer is Fenced ? throw Unknown() : answer;
            }
            catch (OrleansMessageRejectionException) when (clock.GetElapsedTime(started) < TryFor)
            {
                isAgain = true;
                await Task.Delay(pause, clock);
            }
            catch (JournalUnavailableException e) when (isAgain)
            {
                throw Unknown(e);
            }

            pause = pause * 2 < PauseMax ? pause * 2 : PauseMax;
            run = SendAsync(operationId, command);
        }
    }

    /// <summary>A later try that was not executed says nothing of the one before it, which its silo may have committed.</summary>
    private static JournalOutcomeUnknownException Unknown(Exception? cause = null) =>
        new("a try before this one may have been executed by a silo that went away", cause);

    private Task<Answer> SendAsync(Guid operationId, Command command) =>
        grains.GetGrain<IIdempotencyGrain>(IdempotencySlots.Of(operationId)).RunAsync(command);
}
