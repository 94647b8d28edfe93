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

/// <summary>Ends a request for approval that the path names, without a body, and answers with it.</summary>
internal abstract class ApprovalEndpoint(CommandRunner runner, ILedgerReader reader) : CommandEndpoint(runner)
{
    private static readonly BodyShape Body = new(true);

    /// <inheritdoc/>
    public override BodyShape Shape => Body;

    /// <inheritdoc/>
    public override IReadOnlyList<string> PathPrefixes => [PublicId.Approval];

    /// <inheritdoc/>
    protected override async ValueTask<Command?> BuildAsync(CommandRequest request)
    {
        if (await reader.FindApprovalAsync(request.PathId, request.Context.RequestAborted) is { } approval)
        {
            return Build(request, approval);
        }

        request.Refusal = Problem.NotFound(RefusalCodes.ObjectNotFound);
        return null;
    }

    /// <summary>The command that ends this request.</summary>
    protected abstract Command Build(CommandRequest request, ApprovalState approval);

    /// <inheritdoc/>
    protected override void Write(Utf8JsonWriter json, CommandRequest request, Command command, Done done) =>
        ApprovalAnswer.Write(json, ((ApprovalOutcome)done.Outcome).Approval);
}
