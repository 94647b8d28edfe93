using System.Text.Json.Nodes;

namespace Payments.Chaos.Load;

/// <summary>How an operation is written over HTTP.</summary>
internal static class Requests
{
    internal static (HttpMethod Method, string Path, string? Body) Of(Invocation invoke) => invoke.Kind switch
    {
        OperationKind.Transfer => (HttpMethod.Post, "/v1/transfers", Transfer(invoke.Source!, invoke.Destination!, invoke.Amount!.Value).ToJsonString()),
        OperationKind.Hold => (HttpMethod.Post, "/v1/transfers", Hold(invoke).ToJsonString()),
        OperationKind.Post => (HttpMethod.Post, $"/v1/transfers/{invoke.Transfer}/post", Part(invoke.Amount).ToJsonString()),
        OperationKind.Void => (HttpMethod.Post, $"/v1/transfers/{invoke.Transfer}/void", "{}"),
        OperationKind.Reverse => (HttpMethod.Post, $"/v1/transfers/{invoke.Transfer}/reverse", "{}"),
        OperationKind.Batch => (HttpMethod.Post, "/v1/transfers/batch", Batch(invoke).ToJsonString()),
        OperationKind.ReadAccounts => (HttpMethod.Get, $"/v1/accounts?limit=100&owner={invoke.Account}", null),
        OperationKind.ReadEntries => (HttpMethod.Get, $"/v1/accounts/{invoke.Account}/entries?limit=20", null),
        OperationKind.ReadStatement => (HttpMethod.Get, $"/v1/accounts/{invoke.Account}/statement?from={Uri.EscapeDataString($"{invoke.Since:O}")}", null),
        OperationKind.ReadTransfer => (HttpMethod.Get, $"/v1/transfers/{invoke.Transfer}", null),
        _ => (HttpMethod.Get, $"/v1/accounts/{invoke.Account}/balance", null),
    };

    private static JsonObject Transfer(string source, string destination, long amount) => new()
    {
        ["source"] = source,
        ["destination"] = destination,
        ["amount"] = amount,
        ["currency"] = "USD",
    };

    private static JsonObject Hold(Invocation invoke)
    {
        var body = Transfer(invoke.Source!, invoke.Destination!, invoke.Amount!.Value);
        body["capture_method"] = "manual";
        body["expires_in"] = invoke.ExpiresIn;
        return body;
    }

    private static JsonObject Part(long? amount) => amount is null ? [] : new JsonObject { ["amount"] = amount };

    private static JsonObject Batch(Invocation invoke) => new()
    {
        ["mode"] = invoke.AllOrNothing ? "all_or_nothing" : "each",
        ["transfers"] = new JsonArray([.. invoke.Items!.Select(item => Transfer(item.Source, item.Destination, item.Amount))]),
    };
}
