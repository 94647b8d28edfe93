using System.Text.Json;
using Payments.Api.Commands;
using Payments.Api.Idempotency;
using Payments.Api.Json;
using Payments.Api.Problems;
using Payments.Domain.Commands;
using Payments.Domain.Ids;
using Payments.Domain.Refusals;
using Payments.Journal.Reading;

namespace Payments.Api.Approvals;

/// <summary>Decides about what another person asked for. That it is another one is tested where it is written.</summary>
internal abstract class DecideApprovalEndpoint(CommandRunner runner, ILedgerReader reader, bool isApproved)
    : CommandEndpoint(runner)
{
    private static readonly BodyShape Body = new(true);

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

        return new DecideApproval
        {
            Origin = request.Origin(),
            Idempotency = request.Stamp(),
            ApprovalId = approval.Id,
            TransferId = approval.TransferId,
            IsApproved = isApproved,
            EntryId = request.Ids.Next(),
        };
    }

    /// <inheritdoc/>
    protected override void Write(Utf8JsonWriter json, CommandRequest request, Command command, Done done) =>
        ApprovalAnswer.Write(json, ((ApprovalOutcome)done.Outcome).Approval);
}

/// <summary>Approves: what was asked for happens now.</summary>
internal sealed class Approve(CommandRunner runner, ILedgerReader reader)
    : DecideApprovalEndpoint(runner, reader, isApproved: true)
{
    /// <inheritdoc/>
    public override string Template => "/v1/approvals/{id}/approve";
}

/// <summary>Rejects: what was asked for will not happen.</summary>
internal sealed class Reject(CommandRunner runner, ILedgerReader reader)
    : DecideApprovalEndpoint(runner, reader, isApproved: false)
{
    /// <inheritdoc/>
    public override string Template => "/v1/approvals/{id}/reject";
}
