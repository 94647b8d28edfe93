using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Payments.Api.Commands;
using Payments.Api.Json;

namespace Payments.Api.Routes;

/// <summary>Maps routes, each with its policy and its description: neither can be left out.</summary>
internal sealed class RouteTable(IEndpointRouteBuilder endpoints, CommandRoutes commands)
{
    private static readonly string[] Reads = ["GET", "HEAD"];

    /// <summary>A route that reads.</summary>
    public void Read(string template, string policy, RequestDelegate handler, RouteDoc doc) =>
        endpoints.MapMethods(template, Reads, handler).RequireAuthorization(policy).WithMetadata(doc);

    /// <summary>A route that everybody may read without credentials.</summary>
    public void ReadOpenly(string template, RequestDelegate handler, RouteDoc doc) =>
        endpoints.MapMethods(template, Reads, handler).AllowAnonymous().WithMetadata(doc);

    /// <summary>A route that does something without writing to the ledger, so it needs no idempotency key.</summary>
    public void Act(string template, string policy, BodyShape shape, RequestDelegate handler, RouteDoc doc) =>
        endpoints.MapPost(template, handler).RequireAuthorization(policy).WithMetadata(doc, shape);

    /// <summary>A route that changes something under an idempotency key.</summary>
    public void Change<TEndpoint>(string policy, RouteDoc doc)
        where TEndpoint : CommandEndpoint
    {
        var endpoint = ActivatorUtilities.CreateInstance<TEndpoint>(endpoints.ServiceProvider);
        commands.Add(endpoint);
        endpoints.MapMethods(endpoint.Template, [endpoint.Method], endpoint.HandleAsync)
            .RequireAuthorization(policy)
            .WithMetadata(doc, endpoint.Shape, endpoint, new BodyLimit(endpoint.BytesMax));
    }

    /// <summary>Kestrel's limit for one route.</summary>
    private sealed record BodyLimit(long Bytes) : IRequestSizeLimitMetadata
    {
        /// <inheritdoc/>
        public long? MaxRequestBodySize => Bytes;
    }
}

/// <summary>Every route that takes an idempotency key.</summary>
internal sealed class CommandRoutes
{
    private readonly List<CommandEndpoint> _all = [];

    /// <summary>The routes, in the order of their mapping.</summary>
    public IReadOnlyList<CommandEndpoint> All => _all;

    /// <summary>Adds a route.</summary>
    public void Add(CommandEndpoint endpoint) => _all.Add(endpoint);
}
