using Payments.Api.Accounts;
using Payments.Api.Authorization;
using Payments.Api.Json;
using Payments.Api.Requests;
using Payments.Api.Routes;
using Payments.Domain.Refusals;
using Payments.Journal.Reading;

namespace Payments.Api.Statements;

/// <summary><c>GET /v1/accounts/{id}/statement</c>, in the format that <c>format</c> or <c>Accept</c> asks for.</summary>
internal sealed class StatementReads(ILedgerReader reader, AccountReads accounts, TimeProvider clock)
{
    private const string Json = "json";
    private const string Csv = "csv";
    private const string Camt053 = "camt.053";
    private static readonly string[] Formats = [Json, Csv, Camt053];

    /// <summary>Maps the route.</summary>
    public void Map(RouteTable routes) => routes.Read(
        "/v1/accounts/{id}/statement", Access.Everyone, StatementAsync, new RouteDoc(
            "getStatement", "Accounts", "An account's statement of a period: opening balance, postings, closing balance.", "Statement")
        {
            Description = "Without a period: the last 30 days. The format can be asked for by Accept too.",
            MediaTypes = ["text/csv", Camt053Statement.MediaType],
            Query =
            [
                QueryDoc.Choice("format", "The format; json without it.", Formats),
                QueryDoc.Instant("from", "First instant."),
                QueryDoc.Instant("to", "First instant after the period."),
            ],
            Problems = [RefusalCodes.AccountNotFound],
        });

    private async Task StatementAsync(HttpContext context)
    {
        var query = new QueryReader(context);
        var now = clock.GetUtcNow();
        var format = query.Choice("format", Formats) ?? FromAccept(context);
        var to = query.Instant("to") ?? now;
        var from = query.Instant("from") ?? to.AddDays(-30);
        if (from > to)
        {
            query.Refuse("from", "The period must not end before it begins.");
        }

        if (await accounts.FindVisibleAsync(context, query) is not { } view)
        {
            return;
        }

        var period = await StatementPeriod.LoadAsync(view.Account, from, to, reader, context.RequestAborted);
        await WriteAsync(context, format, period, now);
    }

    private Task WriteAsync(HttpContext context, string format, StatementPeriod period, DateTimeOffset now)
    {
        var (response, cancellation) = (context.Response, context.RequestAborted);
        response.ContentType = format switch
        {
            Csv => CsvStatement.MediaType,
            Camt053 => Camt053Statement.MediaType,
            _ => JsonAnswer.MediaType,
        };
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            return Task.CompletedTask;
        }

        return format switch
        {
            Csv => CsvStatement.WriteAsync(response.BodyWriter, period, reader, cancellation),
            Camt053 => Camt053Statement.WriteAsync(response.Body, period, reader, now, cancellation),
            _ => JsonStatement.WriteAsync(response.BodyWriter, period, reader, cancellation),
        };
    }

    private static string FromAccept(HttpContext context)
    {
        var accept = context.Request.Headers.Accept.ToString();
        return accept.Contains("text/csv", StringComparison.OrdinalIgnoreCase) ? Csv
            : accept.Contains("/xml", StringComparison.OrdinalIgnoreCase) ? Camt053
            : Json;
    }
}
