using Orleans.Runtime;
using Payments.Api.Idempotency;
using Payments.Api.Tests.Sites;
using Payments.Clocks;
using Payments.Grains.Idempotency;

namespace Payments.Api.Tests.Idempotency;

/// <summary>A command is sent again when nothing is heard of it, and only an answer that is certain for all tries counts.</summary>
public sealed class CommandTriesTests
{
    private const string Done = "done";
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly HandClock _clock = new();
    private readonly StubIdempotencyGrain _grain = new();
    private readonly List<TaskCompletionSource<Answer>> _tries = [];

    public CommandTriesTests() => _grain.Answer = _ =>
    {
        var answer = new TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_tries)
        {
            _tries.Add(answer);
        }

        return answer.Task;
    };

    [Fact]
    public async Task What_is_not_heard_of_is_sent_again_under_its_operation_id()
    {
        var answer = Begin().AnswerAsync(Wait);

        await SilenceAsync(2);
        End(1, Done);

        Assert.IsType<Done>(await answer);
        Assert.Equal(3, _grain.Commands.Count);
        Assert.Single(_grain.Commands.Select(command => command.Idempotency!.OperationId).Distinct());
    }

    [Theory]
    [InlineData(RefusalCodes.InsufficientFunds)]
    [InlineData(RefusalCodes.AmountExceedsHold)]
    [InlineData(RefusalCodes.IdempotencyKeyReused)]
    public async Task A_refusal_that_every_try_would_get_is_the_answer(string code)
    {
        var answer = Begin().AnswerAsync(Wait);

        await SilenceAsync(1);
        End(1, code);

        Assert.Equal(code, Assert.IsType<Refused>(await answer).Refusal.Code);
    }

    [Theory]
    [InlineData(nameof(JournalUnavailableException))]
    [InlineData(RefusalCodes.AccountNotFound)]
    [InlineData(RefusalCodes.TransferLimitExceeded)]
    public async Task A_try_that_was_not_executed_does_not_speak_for_one_that_is_open(string end)
    {
        var tries = Begin();
        var answer = tries.AnswerAsync(Wait);

        await SilenceAsync(1);
        End(1, end);
        await SilenceAsync(8, sent: 2);
        await ArmedAsync();
        _clock.Move(Second);

        await Assert.ThrowsAsync<TimeoutException>(() => answer);
        Assert.True(tries.AreOpen);
        Assert.Equal(10, _grain.Commands.Count);
    }

    [Theory]
    [InlineData(nameof(Fenced))]
    [InlineData(nameof(JournalUnavailableException))]
    [InlineData(RefusalCodes.AccountNotFound)]
    public async Task A_try_that_was_not_executed_does_not_speak_for_one_that_was_given_back(string end)
    {
        var answer = Begin().AnswerAsync(Second);

        End(0, nameof(SiloUnavailableException));
        await PauseAsync(2);
        End(1, end);
        await ArmedAsync();
        _clock.Move(Second);

        await Assert.ThrowsAsync<JournalOutcomeUnknownException>(() => answer);
    }

    [Fact]
    public async Task When_no_try_was_executed_that_is_the_answer()
    {
        var answer = Begin().AnswerAsync(Wait);

        await SilenceAsync(1);
        End(1, RefusalCodes.AccountNotFound);
        End(0, RefusalCodes.AccountNotFound);

        Assert.Equal(RefusalCodes.AccountNotFound, Assert.IsType<Refused>(await answer).Refusal.Code);
    }

    [Fact]
    public async Task What_was_given_back_is_sent_again_at_once_and_goes_on_behind_what_was_not_executed()
    {
        var answer = Begin().AnswerAsync(Wait);

        End(0, nameof(SiloUnavailableException));
        await PauseAsync(2);
        End(1, nameof(SiloUnavailableException));
        await PauseAsync(3);
        End(2, nameof(JournalUnavailableException));
        await SilenceAsync(1, sent: 3);
        End(3, Done);

        Assert.IsType<Done>(await answer);
    }

    [Fact]
    public async Task What_met_an_account_on_the_move_is_sent_again()
    {
        var answer = Begin().AnswerAsync(Wait);

        End(0, nameof(Fenced));
        await PauseAsync(2);
        End(1, nameof(Fenced));
        await PauseAsync(3);
        End(2, Done);

        Assert.IsType<Done>(await answer);
    }

    [Fact]
    public async Task What_met_an_account_on_the_move_until_the_time_is_over_was_not_executed()
    {
        _grain.Answer = _ => Task.FromResult<Answer>(new Fenced());

        Assert.IsType<Fenced>(await Begin().AnswerAsync(TimeSpan.Zero));
    }

    [Fact]
    public async Task What_is_given_back_until_the_time_is_over_is_unknown()
    {
        _grain.Answer = _ => Task.FromException<Answer>(new SiloUnavailableException("gone"));
        var answer = Begin().AnswerAsync(Wait);

        for (var steps = 0; !answer.IsCompleted && steps < 200; steps++)
        {
            await UntilAsync(() => answer.IsCompleted || _clock.Waiting(Second) > 0);
            _clock.Move(TimeSpan.FromMilliseconds(100));
        }

        await Assert.ThrowsAsync<JournalOutcomeUnknownException>(() => answer);
        Assert.InRange(_grain.Commands.Count, 20, 40);
    }

    private CommandTries Begin()
    {
        var operation = Guid.CreateVersion7();
        return new CommandTries(new SlotSender(StubGrains.Of(_grain)), _clock, new RevokeApiKey
        {
            Origin = Origin.OfSystem("test"),
            KeyId = Guid.CreateVersion7(),
            ChangeId = Guid.CreateVersion7(),
            Idempotency = new IdempotencyStamp { OperationId = operation, Key = "key", Route = "route", Fingerprint = [] },
        });
    }

    /// <summary>Lets seconds pass in which nothing is heard: one try more for each.</summary>
    private async Task SilenceAsync(int seconds, int sent = 1)
    {
        for (var second = 0; second < seconds; second++)
        {
            await ArmedAsync();
            _clock.Move(Second);
            await SentAsync(++sent);
        }
    }

    /// <summary>Lets the pause before this try pass.</summary>
    private async Task PauseAsync(int sent)
    {
        await UntilAsync(() => _clock.Waiting(TimeSpan.FromMilliseconds(40)) > 0);
        _clock.Move(TimeSpan.FromMilliseconds(40));
        await SentAsync(sent);
    }

    private Task ArmedAsync() => UntilAsync(() => _clock.Waiting(Second) > 0);

    private Task SentAsync(int count) => UntilAsync(() => _grain.Commands.Count == count);

    private void End(int index, string how)
    {
        var answer = _tries[index];
        switch (how)
        {
            case Done:
                answer.SetResult(Sites.Ledger.Do(_grain.Commands.First()));
                break;
            case nameof(Fenced):
                answer.SetResult(new Fenced());
                break;
            case nameof(JournalUnavailableException):
                answer.SetException(new JournalUnavailableException("down"));
                break;
            case nameof(SiloUnavailableException):
                answer.SetException(new SiloUnavailableException("gone"));
                break;
            default:
                answer.SetResult(new Refused(new Refusal(how, "no")));
                break;
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (!condition())
        {
            Assert.False(limit.IsCancellationRequested, "waited for 30 s in vain");
            await Task.Yield();
        }
    }
}
