using System.Text.Json;
using Payments.Api.Commands;
using Payments.Api.Idempotency;
using Payments.Api.Json;
using Payments.Api.Problems;
using Payments.Domain.Commands;
using Payments.Domain.Ids;
using Payments.Domain.Ledger;
using Payments.Domain.Refusals;
using Payments.Journal.Reading;

namespace Payments.Api.Approvals;

/// <summary>Takes a request back. Who may is tested where it is written.</summary>
internal sealed class WithdrawApproval(CommandRunner runner, ILedgerReader reader) : CommandEndpoint(runner)
{
    private static readonly BodyShape Body = new(true);

    /// <inheritdoc/>
    public override string Template => "/v1/approvals/{id}/withdraw";

    /// <inheritdoc/>
    public override BodyShape Shape => Body;

    /// <inheritdoc/>
    public override IReadOnlyList<string> PathPrefixes => [PublicId.Approval];

    /// <inheritdoc/>
    protected override async ValueTask<Command?> BuildAsync(CommandRequest request)
    {
        if (await reader.FindApprovalAsync(request.PathId, request.Context.RequestAborted) is not { } approval)
        {
            request.Refusal = Problem.NotFound(RefusalCodes.ObjectNotFound);
            return null;
        }

        return new EndApproval
        {
            Origin = request.Origin(),
            Idempotency = request.Stamp(),
            ApprovalId = approval.Id,
            TransferId = approval.TransferId,
            End = ApprovalStatus.Withdrawn,
            ChangeId = request.Ids.Next(),
        };
    }

    /// <inheritdoc/>
    protected override void Write(Utf8JsonWriter json, CommandRequest request, Command command, Done done) =>
        ApprovalAnswer.Write(json, ((ApprovalOutcome)done.Outcome).Approval);
}
