using System.Security.Cryptography;
using System.Text.Json;

namespace Payments.Chaos.Load;

/// <summary>What an answer says, and whether it promises anything.</summary>
internal static class Answers
{
    internal static Completion Read(Invocation invoke, int status, byte[] body, bool replayed)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var answer = new Completion
            {
                Op = invoke.Op,
                At = 0,
                Outcome = Outcome.Info,
                Status = status,
                Replayed = replayed,
                AnswerHash = Convert.ToHexStringLower(SHA256.HashData(body))[..16],
            };
            return status is >= 200 and < 300 ? Done(invoke, answer, document.RootElement) : NotDone(answer, document.RootElement);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return new Completion { Op = invoke.Op, At = 0, Outcome = Outcome.Info, Status = status, Code = "not_well_formed" };
        }
    }

    private static Completion NotDone(Completion answer, JsonElement problem)
    {
        var code = problem.GetProperty("code").GetString();
        var promises = answer.Status is 400 or 401 or 402 or 403 or 404 or 405 or 409 or 413 or 415 or 422 or 429
            || (answer.Status == 503 && code == "not_executed");
        return answer with { Outcome = promises ? Outcome.Fail : Outcome.Info, Code = code };
    }

    private static Completion Done(Invocation invoke, Completion answer, JsonElement body)
    {
        answer = answer with { Outcome = Outcome.Ok };
        return invoke.Kind switch
        {
            OperationKind.Batch => answer with { Results = [.. body.GetProperty("results").EnumerateArray().Select(Result)] },
            OperationKind.ReadBalance => answer with { Balances = [Balance(body, body.GetProperty("account").GetString()!)] },
            OperationKind.ReadAccounts => answer with
            {
                Balances = [.. body.GetProperty("data").EnumerateArray().Select(one => Balance(one, one.GetProperty("id").GetString()!))],
            },
            OperationKind.ReadEntries => answer with { Postings = [.. body.GetProperty("data").EnumerateArray().Select(Posting)] },
            OperationKind.ReadStatement => answer with
            {
                Postings = [.. body.GetProperty("lines").EnumerateArray().Select(Posting)],
                Opening = body.GetProperty("opening_balance").GetInt64(),
                Closing = body.GetProperty("closing_balance").GetInt64(),
            },
            _ => Transfer(answer, body),
        };
    }

    private static Completion Transfer(Completion answer, JsonElement body)
    {
        var balances = new List<SeenBalance>();
        if (body.TryGetProperty("balances", out var both))
        {
            balances.AddRange(both.EnumerateObject().Select(side => Balance(side.Value, body.GetProperty(side.Name).GetString()!)));
        }

        return answer with
        {
            Transfer = body.GetProperty("id").GetString(),
            TransferStatus = body.GetProperty("status").GetString(),
            Entry = body.TryGetProperty("entry", out var entry) ? entry.GetString() : null,
            Balances = balances,
        };
    }

    private static SeenBalance Balance(JsonElement body, string account) => new(
        account,
        body.GetProperty("posted").GetInt64(),
        body.GetProperty("pending").GetInt64(),
        body.GetProperty("version").GetInt64(),
        body.TryGetProperty("sequence", out var sequence) ? sequence.GetInt64() : null);

    private static SeenPosting Posting(JsonElement line) => new(
        line.GetProperty("sequence").GetInt64(),
        line.GetProperty("entry").GetString()!,
        line.GetProperty("amount").GetInt64(),
        line.GetProperty("posted_after").GetInt64(),
        line.GetProperty("pending_after").GetInt64());

    private static ItemResult Result(JsonElement result) => new(
        result.TryGetProperty("transfer", out var transfer) ? transfer.GetString() : null,
        result.TryGetProperty("problem", out var problem) ? problem.GetProperty("code").GetString() : null);
}
