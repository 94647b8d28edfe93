using System.Text.Json;
using Payments.Api.Commands;
using Payments.Api.Idempotency;
using Payments.Api.Json;
using Payments.Api.Problems;
using Payments.Api.Requests;
using Payments.Domain.Commands;
using Payments.Domain.Ids;

namespace Payments.Api.Transfers;

/// <summary>Moves money many times in one database transaction: all or nothing, or each transfer for itself.</summary>
internal sealed class CreateBatch(CommandRunner runner) : CommandEndpoint(runner)
{
    private const string AllOrNothing = "all_or_nothing";
    private const int ErrorsMax = 20;
    private static readonly TransferFields ItemFields = new();

    private static readonly Field Transfers = Field.ListOf(
        "transfers", ItemFields.InBatch(), TransferBatch.TransfersMax, "The transfers, in the order in which they are made.");

    private static readonly Field Mode = Field.Choice(
        "mode", "all_or_nothing: one refusal refuses all. each: every transfer for itself. Without it all_or_nothing.",
        AllOrNothing, "each");

    private static readonly BodyShape Body = new(true, Transfers, Mode);

    /// <inheritdoc/>
    public override string Template => "/v1/transfers/batch";

    /// <inheritdoc/>
    public override BodyShape Shape => Body;

    /// <inheritdoc/>
    public override int Status => StatusCodes.Status201Created;

    /// <inheritdoc/>
    public override int BytesMax => BodyReader.BatchBytesMax;

    /// <inheritdoc/>
    protected override ValueTask<Command?> BuildAsync(CommandRequest request)
    {
        var mode = request.Fields.Choice(Mode);
        var value = request.Body[Transfers.Index];
        if (value.Type != JsonTokenType.StartArray)
        {
            var code = value.IsGiven ? ProblemCodes.InvalidValue : ProblemCodes.MissingField;
            request.Fields.Refuse(Transfers, code, "A list of transfers is expected.");
        }

        if (request.Fields.Problem is not null || ReadItems(request, value) is not { } transfers)
        {
            return new ValueTask<Command?>((Command?)null);
        }

        return new ValueTask<Command?>(new TransferBatch
        {
            Origin = request.Origin(),
            Idempotency = request.Stamp(),
            BatchId = request.Ids.Next(),
            AllOrNothing = mode is null or AllOrNothing,
            Transfers = transfers,
        });
    }

    /// <inheritdoc/>
    protected override void Write(Utf8JsonWriter json, CommandRequest request, Command command, Done done)
    {
        var outcome = (BatchOutcome)done.Outcome;
        json.WriteStartObject();
        json.WriteId("id"u8, PublicId.Batch, outcome.BatchId);
        json.WriteString("object"u8, "batch"u8);
        json.WriteNumber("posted"u8, outcome.Results.Count(result => result.Refusal is null));
        json.WriteNumber("refused"u8, outcome.Results.Count(result => result.Refusal is not null));
        json.WriteStartArray("results"u8);
        foreach (var result in outcome.Results)
        {
            WriteResult(json, result);
        }

        json.WriteEndArray();
        json.WriteTime("created_at"u8, outcome.RecordedAt);
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, BatchResult result)
    {
        json.WriteStartObject();
        json.WriteString("status"u8, result.Refusal is null ? "posted"u8 : "refused"u8);
        json.WriteOptionalId("transfer"u8, PublicId.Transfer, result.TransferId);
        if (result.Refusal is { } refusal)
        {
            var problem = Problem.From(refusal);
            json.WritePropertyName("problem"u8);
            ProblemWriter.Write(json, problem, ProblemCatalog.Of(problem.Code), requestId: null);
        }

        json.WriteEndObject();
    }

    private static List<TransferMoney>? ReadItems(CommandRequest request, JsonValue list)
    {
        var transfers = new List<TransferMoney>();
        var errors = new List<Problem>();
        var reader = new Utf8JsonReader(request.Body.Raw(list));
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray && errors.Count < ErrorsMax)
        {
            var (type, start) = (reader.TokenType, (int)reader.TokenStartIndex);
            reader.Skip();
            var item = new JsonValue(type, list.Start + start, (int)reader.BytesConsumed - start, false);
            if (ReadItem(request, item, transfers.Count + errors.Count, out var problem) is { } transfer)
            {
                transfers.Add(transfer);
            }
            else
            {
                errors.Add(problem!);
            }
        }

        if (errors.Count == 0)
        {
            CheckCount(request, transfers.Count);
            return request.Fields.Problem is null ? transfers : null;
        }

        var gravest = errors.MinBy(problem => ProblemCatalog.Of(problem.Code).Status)!;
        request.Refusal = gravest with { Errors = [.. errors.SelectMany(problem => problem.Errors).Take(ErrorsMax)] };
        return null;
    }

    private static TransferMoney? ReadItem(CommandRequest request, JsonValue item, int index, out Problem? problem)
    {
        var inner = request.Body.ReadInner(Transfers.Items!, item, $"{Transfers.Pointer}/{index}", out problem);
        if (inner is null)
        {
            return null;
        }

        var members = new FieldReader(inner);
        var transfer = TransferReader.Read(request, ItemFields, members);
        problem = members.Problem;
        return transfer;
    }

    private static void CheckCount(CommandRequest request, int count)
    {
        if (count == 0)
        {
            request.Fields.Refuse(Transfers, ProblemCodes.ValueNotAllowed, "At least one transfer is expected.");
        }

        if (count > Transfers.Max)
        {
            request.Fields.Refuse(Transfers, ProblemCodes.TooLong, $"At most {Transfers.Max} transfers are allowed.");
        }
    }
}
