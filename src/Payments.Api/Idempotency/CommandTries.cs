using Orleans.Runtime;
using Payments.Domain.Commands;
using Payments.Domain.Refusals;
using Payments.Grains.Idempotency;

namespace Payments.Api.Idempotency;

/// <summary>
/// Sends one command to the grain of its key until there is a certain answer: again when a silo gives it back or the account
/// is on the move, and again when nothing has been heard for a second. A silo that dies takes along what other silos have
/// forwarded to it, and nobody tells the front end. Sending twice is safe: each try has the same operation id, so it joins
/// what is in flight, and the journal lets one of them through.
/// </summary>
internal sealed class CommandTries
{
    /// <summary>Longer than nearly all answers take; short against the time that a silo's death goes unnoticed.</summary>
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan PauseFirst = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan PauseMax = TimeSpan.FromMilliseconds(400);

    private readonly ICommandSender _sender;
    private readonly TimeProvider _clock;
    private readonly Command _command;
    private readonly List<Task<Answer>> _open = new(1);

    // A try that its silo gave back, or that the silo took along, may still have been committed.
    private bool _isOneLost;
    private TimeSpan _pause = PauseFirst;

    /// <summary>Sends the first try.</summary>
    public CommandTries(ICommandSender sender, TimeProvider clock, Command command)
    {
        (_sender, _clock, _command) = (sender, clock, command);
        Send(isAgain: false);
    }

    /// <summary>True while a try has not ended.</summary>
    public bool AreOpen => _open.Count > 0;

    /// <summary>Ends, without an exception, when no try is open any more.</summary>
    public Task OverAsync() => AreOpen ? EndAsync() : Task.CompletedTask;

    /// <summary>The first answer that holds whatever becomes of the other tries.</summary>
    /// <param name="wait">How long to wait and to send again.</param>
    /// <exception cref="TimeoutException">The time is over and a try is open.</exception>
    /// <exception cref="JournalOutcomeUnknownException">The time is over, and silos gave back what they may have executed.</exception>
    /// <exception cref="JournalUnavailableException">No try was executed: the journal is away.</exception>
    public async Task<Answer> AnswerAsync(TimeSpan wait)
    {
        var (started, again) = (_clock.GetTimestamp(), AgainAfter);
        while (true)
        {
            var until = again < wait ? again : wait;
            if (await EndedWithinAsync(until - _clock.GetElapsedTime(started)) is { } ended)
            {
                if (IsCertain(ended))
                {
                    return await ended;
                }

                again = IsGivenBack(ended) || IsFenced(ended) ? _clock.GetElapsedTime(started) + NextPause() : again;
                continue;
            }

            var elapsed = _clock.GetElapsedTime(started);
            if (elapsed >= wait)
            {
                return Over();
            }

            Send(isAgain: true);
            again = elapsed + AgainAfter;
        }
    }

    private async Task EndAsync() => await ((Task)Task.WhenAll(_open)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private void Send(bool isAgain) => _open.Add(_sender.SendAsync(_command, isAgain));

    /// <summary>Takes a try that has ended out of the open ones; null when none does within this time.</summary>
    private async ValueTask<Task<Answer>?> EndedWithinAsync(TimeSpan time)
    {
        var ended = _open.Find(one => one.IsCompleted);
        if (ended is null && time > TimeSpan.Zero)
        {
            Task any = _open.Count switch { 0 => Task.Delay(time, _clock), 1 => _open[0], _ => Task.WhenAny(_open) };
            await any.WaitAsync(time, _clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ended = _open.Find(one => one.IsCompleted);
        }

        if (ended is not null)
        {
            _open.Remove(ended);
            _isOneLost |= IsGivenBack(ended);
        }

        return ended;
    }

    /// <summary>
    /// Whether this end is the command's. What was done, or refused in a way that every try would be, is. That this try was not
    /// executed says nothing of one that is open or lost.
    /// </summary>
    private bool IsCertain(Task<Answer> ended)
    {
        if (IsGivenBack(ended) || IsFenced(ended))
        {
            return false;
        }

        var isNothing = ended.IsCompletedSuccessfully
            ? ended.Result is Refused { Refusal.HoldsForEveryTry: false }
            : ended.Exception?.InnerException is JournalUnavailableException;
        return !isNothing || !(AreOpen || _isOneLost);
    }

    /// <summary>What is certain when the time is over without an answer.</summary>
    private Fenced Over() =>
        AreOpen ? throw new TimeoutException()
        : _isOneLost ? throw new JournalOutcomeUnknownException("a silo that went away may have executed it")
        : new Fenced();

    /// <summary>True for a try that did nothing, because its account is on the move: the next one may.</summary>
    private static bool IsFenced(Task<Answer> ended) => ended.IsCompletedSuccessfully && ended.Result is Fenced;

    private static bool IsGivenBack(Task<Answer> ended) => ended.Exception?.InnerException is OrleansMessageRejectionException;

    private TimeSpan NextPause()
    {
        var pause = _pause;
        _pause = pause * 2 < PauseMax ? pause * 2 : PauseMax;
        return pause;
    }
}
