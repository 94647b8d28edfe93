using Payments.Api.Authorization;
using Payments.Api.Json;
using Payments.Api.Problems;
using Payments.Api.Requests;
using Payments.Api.Routes;
using Payments.Domain.Ids;
using Payments.Domain.Refusals;
using Payments.Journal.Reading;

namespace Payments.Api.ApiKeys;

/// <summary>The routes of API keys.</summary>
internal sealed class ApiKeyRoutes(ILedgerReader reader)
{
    private const string Tag = "Identity";
    private static readonly string[] Prefixes = [PublicId.ApiKey];

    /// <summary>Maps them.</summary>
    public void Map(RouteTable routes)
    {
        const string Once =
            "The secret is in this answer only. A repetition with the same idempotency key answers with secret: null.";
        routes.Change<CreateApiKey>(Access.MerchantsAndAdmins, new RouteDoc(
            "createApiKey", Tag, "Issue an API key.", "ApiKeyIssued") { Description = Once });
        routes.Change<RollApiKey>(Access.MerchantsAndAdmins, new RouteDoc(
            "rollApiKey", Tag, "Issue a new secret in a key's place.", "ApiKeyIssued")
        {
            Description = Once,
            Problems = [RefusalCodes.ObjectNotFound, RefusalCodes.ApiKeyRevoked],
        });
        routes.Change<RevokeApiKeyEndpoint>(Access.MerchantsAndAdmins, new RouteDoc(
            "revokeApiKey", Tag, "End an API key now.", "ApiKey")
        {
            Problems = [RefusalCodes.ObjectNotFound, RefusalCodes.ApiKeyRevoked],
        });
        routes.Read("/v1/api-keys", Access.MerchantsAndAdmins, ListAsync, new RouteDoc(
            "listApiKeys", Tag, "List API keys, newest first.", "ApiKey")
        {
            IsList = true,
            Query = QueryDoc.Page(QueryDoc.Text("merchant", "Only of this merchant.")),
        });
        routes.Read("/v1/api-keys/{id}", Access.MerchantsAndAdmins, FindAsync, new RouteDoc(
            "getApiKey", Tag, "Read one API key.", "ApiKey") { Problems = [RefusalCodes.ObjectNotFound] });
    }

    private async Task ListAsync(HttpContext context)
    {
        var caller = RequestFrame.Of(context).Caller!;
        var query = new QueryReader(context);
        var page = query.Page(PublicId.ApiKey);
        var merchant = query.Id("merchant", PublicId.Merchant);
        if (query.Problem is { } problem)
        {
            await ProblemWriter.WriteAsync(context, problem);
            return;
        }

        var isForeign = merchant is { } named && !caller.MaySee(named);
        var found = isForeign
            ? new Page<ApiKeyView>([], false)
            : await reader.ListApiKeysAsync(merchant ?? caller.OwnerFilter, page, context.RequestAborted);
        await ListAnswer.WriteAsync(context, found, ApiKeyAnswer.Write);
    }

    private async Task FindAsync(HttpContext context)
    {
        var caller = RequestFrame.Of(context).Caller!;
        var problem = RouteIds.ProblemOf(context, new QueryReader(context), Prefixes, out var id);
        var view = problem is null ? await reader.FindApiKeyAsync(id, context.RequestAborted) : null;
        if (view is null || !caller.MaySee(view.MerchantId))
        {
            await ProblemWriter.WriteAsync(context, problem ?? Problem.NotFound(RefusalCodes.ObjectNotFound));
            return;
        }

        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, view, ApiKeyAnswer.Write);
    }
}
