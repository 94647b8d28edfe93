using System.Text.Json;
using Payments.Api.Commands;
using Payments.Api.Idempotency;
using Payments.Api.Json;
using Payments.Api.Problems;
using Payments.Domain.Commands;
using Payments.Domain.Ids;

namespace Payments.Api.Transfers;

/// <summary>Moves money between two accounts, at once or held for a later posting.</summary>
internal sealed class CreateTransfer(CommandRunner runner) : CommandEndpoint(runner)
{
    private static readonly TransferFields Fields = new();
    private static readonly BodyShape Body = Fields.Whole();

    /// <inheritdoc/>
    public override string Template => "/v1/transfers";

    /// <inheritdoc/>
    public override BodyShape Shape => Body;

    /// <inheritdoc/>
    public override int Status => StatusCodes.Status201Created;

    /// <inheritdoc/>
    protected override ValueTask<Command?> BuildAsync(CommandRequest request)
    {
        var command = TransferReader.Read(request, Fields, request.Fields);
        return new ValueTask<Command?>(command is null ? null : command with { Idempotency = request.Stamp() });
    }

    /// <inheritdoc/>
    protected override void Write(Utf8JsonWriter json, CommandRequest request, Command command, Done done)
    {
        if (done.Outcome is HoldOutcome held)
        {
            TransferAnswer.WriteHold(json, held, request.Caller);
        }
        else
        {
            TransferAnswer.WriteMoved(json, (TransferMoney)command, (TransferOutcome)done.Outcome, request.Caller);
        }
    }

    /// <inheritdoc/>
    protected override string? LocationOf(Done done) => "/v1/transfers/" + PublicId.Format(PublicId.Transfer, done.Outcome switch
    {
        HoldOutcome held => held.Hold.TransferId,
        var moved => ((TransferOutcome)moved).TransferId,
    });
}

/// <summary>Reads a transfer's members.</summary>
internal static class TransferReader
{
    /// <summary>The command without its stamp; null when something is wrong with the members.</summary>
    public static TransferMoney? Read(CommandRequest request, TransferFields fields, FieldReader reader)
    {
        var source = reader.Id(fields.Source);
        var destination = reader.Id(fields.Destination);
        var amount = reader.Integer(fields.Amount);
        var currency = reader.CurrencyCode(fields.Currency);
        var holdFor = fields.CaptureMethod.Index < 0 ? null : ReadHold(fields, reader);
        var description = reader.Text(fields.Description);
        var reference = reader.Text(fields.Reference);
        var metadata = reader.Metadata(fields.Metadata);
        if (reader.Problem is not null)
        {
            return null;
        }

        return new TransferMoney
        {
            Origin = request.Origin(),
            TransferId = request.Ids.Next(),
            Source = source!.Value,
            Destination = destination!.Value,
            Amount = amount!.Value,
            Currency = currency!.Value,
            HoldFor = holdFor,
            Description = description,
            Reference = reference,
            Metadata = metadata,
        };
    }

    internal static TimeSpan? ReadHold(TransferFields fields, FieldReader reader)
    {
        var seconds = reader.Integer(fields.ExpiresIn);
        if (reader.Choice(fields.CaptureMethod) == TransferFields.Manual)
        {
            return seconds is { } given ? TimeSpan.FromSeconds(given) : TransferFields.HoldDefault;
        }

        if (seconds is not null)
        {
            reader.Refuse(fields.ExpiresIn, ProblemCodes.ValueNotAllowed, "Only a transfer with capture_method manual expires.");
        }

        return null;
    }
}
