using System.Text.Json;
using Payments.Api.Commands;
using Payments.Api.Idempotency;
using Payments.Api.Json;
using Payments.Api.Parties;
using Payments.Api.Problems;
using Payments.Domain.Commands;
using Payments.Domain.Ids;
using Payments.Domain.Ledger;
using Payments.Domain.Refusals;
using Payments.Journal.Reading;

namespace Payments.Api.Accounts;

/// <summary>What all changes of an account have in common: the caller must see it, and the answer is the account after.</summary>
internal abstract class ChangeAccountEndpoint(CommandRunner runner, ILedgerReader reader, PartyIds parties) : CommandEndpoint(runner)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> PathPrefixes => [PublicId.Account];

    /// <summary>Makes the command for an account that the caller may see.</summary>
    protected abstract Command? Build(CommandRequest request, AccountView view);

    /// <inheritdoc/>
    protected override async ValueTask<Command?> BuildAsync(CommandRequest request)
    {
        var view = await reader.FindAccountAsync(request.PathId, request.Context.RequestAborted);
        if (view is null || !request.Caller.MaySee(view.Account.OwnerId))
        {
            request.Refusal = Problem.NotFound(RefusalCodes.AccountNotFound);
            return null;
        }

        await parties.LearnAsync([view.Account.OwnerId], request.Caller, request.Context.RequestAborted);
        request.Context.Items[typeof(AccountView)] = view;
        return Build(request, view);
    }

    /// <inheritdoc/>
    protected override void Write(Utf8JsonWriter json, CommandRequest request, Command command, Done done)
    {
        // Metadata never changes, so what was read before the change is what the account has.
        var metadata = ((AccountView)request.Context.Items[typeof(AccountView)]!).Metadata;
        AccountAnswer.Write(json, ((AccountOutcome)done.Outcome).Account, metadata, parties);
    }
}

/// <summary>Freezes, unfreezes or closes an account.</summary>
internal abstract class ChangeStatusEndpoint(
    CommandRunner runner, ILedgerReader reader, PartyIds parties, AccountStatus status, BodyShape shape)
    : ChangeAccountEndpoint(runner, reader, parties)
{
    /// <inheritdoc/>
    public override BodyShape Shape => shape;

    /// <inheritdoc/>
    protected override Command? Build(CommandRequest request, AccountView view) => new ChangeAccountStatus
    {
        Origin = request.Origin(),
        Idempotency = request.Stamp(),
        AccountId = request.PathId,
        Status = status,
        ChangeId = request.Ids.Next(),
    };
}

/// <summary>Freezes an account: nothing is debited any more.</summary>
internal sealed class FreezeAccount(CommandRunner runner, ILedgerReader reader, PartyIds parties)
    : ChangeStatusEndpoint(runner, reader, parties, AccountStatus.Frozen, Body)
{
    private static readonly BodyShape Body = new(true);

    /// <inheritdoc/>
    public override string Template => "/v1/accounts/{id}/freeze";
}

/// <summary>Ends a freeze.</summary>
internal sealed class UnfreezeAccount(CommandRunner runner, ILedgerReader reader, PartyIds parties)
    : ChangeStatusEndpoint(runner, reader, parties, AccountStatus.Open, Body)
{
    private static readonly BodyShape Body = new(true);

    /// <inheritdoc/>
    public override string Template => "/v1/accounts/{id}/unfreeze";
}

/// <summary>Closes an empty account for ever.</summary>
internal sealed class CloseAccount(CommandRunner runner, ILedgerReader reader, PartyIds parties)
    : ChangeStatusEndpoint(runner, reader, parties, AccountStatus.Closed, Body)
{
    private static readonly BodyShape Body = new(true);

    /// <inheritdoc/>
    public override string Template => "/v1/accounts/{id}/close";
}

/// <summary>Changes floor and limits: what the body does not name stays, what it names as null is taken away.</summary>
internal sealed class ChangeLimits(CommandRunner runner, ILedgerReader reader, PartyIds parties)
    : ChangeAccountEndpoint(runner, reader, parties)
{
    private static readonly AccountFields Fields = new();
    private static readonly BodyShape Body = Fields.Limits();

    /// <inheritdoc/>
    public override string Method => "PATCH";

    /// <inheritdoc/>
    public override string Template => "/v1/accounts/{id}/limits";

    /// <inheritdoc/>
    public override BodyShape Shape => Body;

    /// <inheritdoc/>
    protected override Command? Build(CommandRequest request, AccountView view)
    {
        var floor = New(Fields.Floor);
        var perTransfer = New(Fields.LimitPerTransfer);
        var perDay = New(Fields.LimitPerDay);
        return request.Fields.Problem is not null ? null : new ChangeAccountLimits
        {
            Origin = request.Origin(),
            Idempotency = request.Stamp(),
            AccountId = request.PathId,
            Floor = floor,
            LimitPerTransfer = perTransfer,
            LimitPerDay = perDay,
            ChangeId = request.Ids.Next(),
        };

        NewLimit? New(Field field) => request.Fields.IsNamed(field) ? new NewLimit(request.Fields.Integer(field)) : null;
    }
}
