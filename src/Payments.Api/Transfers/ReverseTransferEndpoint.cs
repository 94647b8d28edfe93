using System.Text.Json;
using Microsoft.Extensions.Options;
using Payments.Api.Approvals;
using Payments.Api.Commands;
using Payments.Api.Idempotency;
using Payments.Api.Json;
using Payments.Api.Problems;
using Payments.Domain.Commands;
using Payments.Domain.Ids;
using Payments.Domain.Ledger;
using Payments.Domain.Refusals;
using Payments.Journal.Reading;

namespace Payments.Api.Transfers;

/// <summary>
/// Corrects a posted transfer with an opposite entry. Who got the money gives it back, so that side must ask. Finance cannot
/// do it alone: it gets an approval, which another person decides about.
/// </summary>
internal sealed class ReverseTransferEndpoint(
    CommandRunner runner, ILedgerReader reader, IOptions<ApprovalOptions> approvals) : CommandEndpoint(runner)
{
    private static readonly Field Description = Field.Text("description", TransferFields.DescriptionMax, "A text for people.");
    private static readonly BodyShape Body = new(true, Description);

    /// <inheritdoc/>
    public override string Template => "/v1/transfers/{id}/reverse";

    /// <inheritdoc/>
    public override BodyShape Shape => Body;

    /// <inheritdoc/>
    public override IReadOnlyList<string> PathPrefixes => [PublicId.Transfer];

    /// <inheritdoc/>
    protected override async ValueTask<Command?> BuildAsync(CommandRequest request)
    {
        var description = request.Fields.Text(Description);
        if (request.Fields.Problem is not null)
        {
            return null;
        }

        var view = await reader.FindTransferAsync(request.PathId, request.Context.RequestAborted);
        if (view is null || !(request.Caller.MaySee(view.SourceOwner) || request.Caller.MaySee(view.DestinationOwner)))
        {
            request.Refusal = Problem.NotFound(RefusalCodes.TransferNotFound);
            return null;
        }

        request.Context.Items[typeof(TransferView)] = view;
        return request.Caller.Role == Role.Finance ? Ask(request, description) : new ReverseTransfer
        {
            Origin = request.Origin(),
            Idempotency = request.Stamp(),
            TransferId = request.PathId,
            EntryId = request.Ids.Next(),
            Description = description,
        };
    }

    /// <inheritdoc/>
    protected override int StatusOf(Done done) => done.Outcome is ApprovalOutcome ? StatusCodes.Status202Accepted : Status;

    /// <inheritdoc/>
    protected override string? LocationOf(Done done) => done.Outcome is ApprovalOutcome asked
        ? "/v1/approvals/" + PublicId.Format(PublicId.Approval, asked.Approval.Id)
        : null;

    /// <inheritdoc/>
    protected override void Write(Utf8JsonWriter json, CommandRequest request, Command command, Done done)
    {
        if (done.Outcome is ApprovalOutcome asked)
        {
            ApprovalAnswer.Write(json, asked.Approval);
            return;
        }

        TransferAnswer.WriteReversed(
            json, (TransferView)request.Context.Items[typeof(TransferView)]!, (TransferOutcome)done.Outcome, request.Caller);
    }

    private RequestReversal Ask(CommandRequest request, string? description) => new()
    {
        Origin = request.Origin(),
        Idempotency = request.Stamp(),
        ApprovalId = request.Ids.Next(),
        TransferId = request.PathId,
        Description = description,
        ValidFor = approvals.Value.ValidFor,
    };
}
