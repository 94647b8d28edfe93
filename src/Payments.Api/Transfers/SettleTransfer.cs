using System.Text.Json;
using Payments.Api.Commands;
using Payments.Api.Idempotency;
using Payments.Api.Json;
using Payments.Domain.Commands;
using Payments.Domain.Ids;
using Payments.Domain.Ledger;

namespace Payments.Api.Transfers;

/// <summary>Posts a held transfer: all of it or a part, the rest returns.</summary>
internal sealed class PostTransfer(CommandRunner runner) : CommandEndpoint(runner)
{
    private static readonly Field Amount = Field.Integer(
        "amount", "Minor units to post, 0 up to the held amount; all of it without this.", false, 0);

    private static readonly BodyShape Body = new(true, Amount);

    /// <inheritdoc/>
    public override string Template => "/v1/transfers/{id}/post";

    /// <inheritdoc/>
    public override BodyShape Shape => Body;

    /// <inheritdoc/>
    public override IReadOnlyList<string> PathPrefixes => [PublicId.Transfer];

    /// <inheritdoc/>
    protected override ValueTask<Command?> BuildAsync(CommandRequest request)
    {
        var amount = request.Fields.Integer(Amount);
        return new ValueTask<Command?>(request.Fields.Problem is not null ? null : new SettleHold
        {
            Origin = request.Origin(),
            Idempotency = request.Stamp(),
            TransferId = request.PathId,
            End = HoldStatus.Posted,
            Amount = amount,
            EntryId = request.Ids.Next(),
        });
    }

    /// <inheritdoc/>
    protected override void Write(Utf8JsonWriter json, CommandRequest request, Command command, Done done) =>
        TransferAnswer.WriteHold(json, (HoldOutcome)done.Outcome, request.Caller);
}

/// <summary>Voids a held transfer: everything returns.</summary>
internal sealed class VoidTransfer(CommandRunner runner) : CommandEndpoint(runner)
{
    private static readonly BodyShape Body = new(true);

    /// <inheritdoc/>
    public override string Template => "/v1/transfers/{id}/void";

    /// <inheritdoc/>
    public override BodyShape Shape => Body;

    /// <inheritdoc/>
    public override IReadOnlyList<string> PathPrefixes => [PublicId.Transfer];

    /// <inheritdoc/>
    protected override ValueTask<Command?> BuildAsync(CommandRequest request) => new(new SettleHold
    {
        Origin = request.Origin(),
        Idempotency = request.Stamp(),
        TransferId = request.PathId,
        End = HoldStatus.Voided,
        EntryId = request.Ids.Next(),
    });

    /// <inheritdoc/>
    protected override void Write(Utf8JsonWriter json, CommandRequest request, Command command, Done done) =>
        TransferAnswer.WriteHold(json, (HoldOutcome)done.Outcome, request.Caller);
}
