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

/// <summary>
/// Opens an account. Users and merchants open wallets for themselves, with a floor of zero; administrators open any account
/// for anybody, or for the operator when no owner is named.
/// </summary>
internal sealed class OpenAccountEndpoint(CommandRunner runner, ILedgerReader reader, PartyIds parties) : CommandEndpoint(runner)
{
    private static readonly AccountFields Fields = new();
    private static readonly BodyShape Body = Fields.Whole();

    /// <inheritdoc/>
    public override string Template => "/v1/accounts";

    /// <inheritdoc/>
    public override BodyShape Shape => Body;

    /// <inheritdoc/>
    public override int Status => StatusCodes.Status201Created;

    /// <inheritdoc/>
    protected override async ValueTask<Command?> BuildAsync(CommandRequest request)
    {
        var members = request.Fields;
        var command = Read(request, members);
        if (members.Problem is not null || command is null)
        {
            return null;
        }

        request.Refusal = command.Origin.MayOpen(command) ? await RefuseOwnerAsync(request, command) : Problem.From(Reason.NotAllowed());
        return request.Refusal is null ? command : null;
    }

    /// <inheritdoc/>
    protected override void Write(Utf8JsonWriter json, CommandRequest request, Command command, Done done)
    {
        var outcome = (AccountOutcome)done.Outcome;
        AccountAnswer.Write(json, outcome.Account, outcome.Metadata, parties);
    }

    /// <inheritdoc/>
    protected override string? LocationOf(Done done) =>
        "/v1/accounts/" + PublicId.Format(PublicId.Account, ((AccountOutcome)done.Outcome).Account.Id);

    private static OpenAccount? Read(CommandRequest request, FieldReader reader)
    {
        var owner = reader.Id(Fields.Owner);
        var type = reader.Choice(Fields.Type) is { } word ? AccountWords.TypeOf(word) : AccountType.Wallet;
        var currency = reader.CurrencyCode(Fields.Currency);
        var floor = reader.IsNamed(Fields.Floor) ? reader.Integer(Fields.Floor) : DefaultFloor(type);
        var perTransfer = reader.Integer(Fields.LimitPerTransfer);
        var perDay = reader.Integer(Fields.LimitPerDay);
        var metadata = reader.Metadata(Fields.Metadata);
        if (reader.Problem is not null)
        {
            return null;
        }

        return new OpenAccount
        {
            Origin = request.Origin(),
            Idempotency = request.Stamp(),
            AccountId = request.Ids.Next(),
            OwnerId = owner ?? request.Caller.TenantId,
            Type = type,
            Currency = currency!.Value,
            Floor = floor,
            LimitPerTransfer = perTransfer,
            LimitPerDay = perDay,
            Metadata = metadata,
        };
    }

    /// <summary>The outside world may owe any sum; everything else starts without credit.</summary>
    private static long? DefaultFloor(AccountType type) => type == AccountType.External ? null : 0;

    /// <summary>The named owner must exist and be what its prefix says.</summary>
    private async ValueTask<Problem?> RefuseOwnerAsync(CommandRequest request, OpenAccount command)
    {
        if (command.OwnerId == Guid.Empty)
        {
            return null;
        }

        var party = await reader.FindPartyAsync(command.OwnerId, request.Context.RequestAborted);
        if (party is null || !Fields.NamesKind(request, party.Kind))
        {
            return Problem.From(Reason.ObjectNotFound(Fields.Owner.Pointer));
        }

        parties.Learn(party.Id, party.Kind);
        return null;
    }
}
