using Microsoft.Extensions.Logging;
using Payments.Domain.Commands;
using Payments.Domain.Ledger;
using Payments.Domain.Refusals;
using Payments.Grains.Homes;
using Payments.Grains.Operations;
using Payments.Journal.Writing;

namespace Payments.Grains.Accounts;

/// <summary>One ledger account: puts everything that debits, holds or changes it in order.</summary>
/// <remarks>
/// Key: account id. Called by: IdempotencyGrain, TransferGrain. Calls: the silo's journal.
/// Many commands may be in flight, and the journal decides them in the order in which they came, under the lock of the
/// balance row: a refusal for funds has to be recorded anyway, and credits reach the account without passing through here.
/// Crash: nothing is lost, everything is in the journal. Two activations: each takes an epoch before its first write, and
/// the journal refuses the older one's writes.
/// </remarks>
[Reentrant, HomePlacement]
internal sealed partial class AccountGrain(IJournal journal, ActiveGrains active, ILogger<AccountGrain> logger)
    : Grain, IAccountGrain, IHomeGrain
{
    /// <summary>Commands of one account that may be in flight; more are refused as not executed.</summary>
    private const int InFlightMax = 8_192;

    /// <summary>How often a command takes the account's place again before the activation gives up.</summary>
    private const int ClaimsMax = 3;

    private Task<AccountState?>? _claim;
    private int _inFlight;
    private int _writing;

    /// <inheritdoc/>
    public GrainLoad Load
    {
        get
        {
            var (inFlight, writing, claim) = (_inFlight, _writing, _claim);
            var epoch = claim is { IsCompletedSuccessfully: true } ? claim.Result?.Epoch : null;
            return new GrainLoad(inFlight, Math.Max(inFlight - writing, 0), writing, epoch);
        }
    }

    /// <inheritdoc/>
    public void Leave() => MigrateOnIdle();

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        active.Enter(GrainKind.Account, this.GetPrimaryKey(), this);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        active.Leave(GrainKind.Account, this.GetPrimaryKey(), this);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<Answer> SubmitAsync(AccountCommand command)
    {
        if (_inFlight >= InFlightMax)
        {
            throw new JournalUnavailableException("too many commands of this account are in flight");
        }

        _inFlight++;
        try
        {
            var answer = command is OpenAccount ? await WriteAsync(command) : await WriteFencedAsync(command);
            Log.Answered(logger, command.Origin.RequestId, command.GetType(), answer.GetType());
            return answer;
        }
        catch (Exception e) when (e is not JournalUnavailableException)
        {
            Log.Stops(logger, command.Origin.RequestId, command.GetType(), e.Message);
            // What this activation believes may be wrong now: the next one reads it anew.
            DeactivateOnIdle();
            throw;
        }
        finally
        {
            _inFlight--;
        }
    }

    private async Task<Answer> WriteFencedAsync(AccountCommand command)
    {
        for (var claims = 0; claims < ClaimsMax; claims++)
        {
            var claim = _claim ??= ClaimAsync();
            if (await claim is not { } account || !IsVisible(command, account))
            {
                return NotFound(command, await claim);
            }

            var answer = await WriteAsync(command with { Epoch = account.Epoch });
            if (answer is not Fenced)
            {
                return answer;
            }

            // Another activation, or a batch, has written since. Whoever notices first takes the place again for all.
            if (ReferenceEquals(_claim, claim))
            {
                _claim = null;
            }
        }

        // Another activation is at work, or one batch after the other: the front end comes again a little later.
        DeactivateOnIdle();
        return new Fenced();
    }

    private async Task<Answer> WriteAsync(AccountCommand command)
    {
        _writing++;
        try
        {
            return await journal.AppendAsync(command);
        }
        finally
        {
            _writing--;
        }
    }

    private async Task<AccountState?> ClaimAsync()
    {
        try
        {
            var claim = new ClaimAccount
            {
                AccountId = this.GetPrimaryKey(),
                Origin = Origin.OfSystem("claim"),
                Epoch = null,
            };
            return await journal.AppendAsync(claim) is Done { Outcome: AccountOutcome outcome } ? outcome.Account : null;
        }
        catch
        {
            _claim = null;
            throw;
        }
    }

    /// <summary>The row-level check of who may use the account, whatever the front end has tested.</summary>
    private static bool IsVisible(AccountCommand command, AccountState account) => command switch
    {
        TransferMoney => command.Origin.MayDebit(account.OwnerId),
        ChangeAccountStatus change => command.Origin.MayChangeStatus(change.Status, account.OwnerId),
        ChangeAccountLimits => command.Origin.IsAdministrator,
        _ => true,
    };

    private Refused NotFound(AccountCommand command, AccountState? account)
    {
        if (account is null)
        {
            // An id that was made up must not occupy memory.
            _claim = null;
            DeactivateOnIdle();
        }

        return new Refused(Reason.AccountNotFound(command is TransferMoney ? "/source" : null));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "{Command} of request {RequestId} ended: {Answer}")]
        public static partial void Answered(ILogger logger, string requestId, Type command, Type answer);

        [LoggerMessage(LogLevel.Warning, "{Command} of request {RequestId} has no certain end, the activation stops: {Fault}")]
        public static partial void Stops(ILogger logger, string requestId, Type command, string fault);
    }
}
