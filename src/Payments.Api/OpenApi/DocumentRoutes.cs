using System.Text;
using Payments.Api.Authorization;
using Payments.Api.Json;
using Payments.Api.Routes;

namespace Payments.Api.OpenApi;

/// <summary>The API's description for programs (<c>/openapi/v1.json</c>) and for people (<c>/docs</c>).</summary>
internal sealed class DocumentRoutes(EndpointDataSource endpoints)
{
    private const string DocumentPath = "/openapi/v1.json";
    private const string Tag = "Operations";

    // Everything that the pages need comes from here: nothing is fetched from elsewhere.
    private const string ContentPolicy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

    private readonly Lazy<byte[]> _document = new(() => Render(endpoints));

    /// <summary>Maps the routes.</summary>
    public void Map(RouteTable routes, IEndpointRouteBuilder builder)
    {
        routes.Read(DocumentPath, Access.LocalOrEveryone, ShowAsync, new RouteDoc(
            "openApi", Tag, "This document; from this machine, or with a valid credential.", null) { MediaTypes = [JsonAnswer.MediaType] });
        routes.Read("/docs/refusals.md", Access.LocalOrEveryone, ShowRefusalsAsync, new RouteDoc(
            "refusals", Tag, "Every problem code: what it means and what to do.", null) { MediaTypes = ["text/markdown"] });

        var pages = builder.CreateApplicationBuilder();
        pages.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "docs";
            options.DocumentTitle = "Payments Orleans";
            options.SwaggerEndpoint(DocumentPath, "v1");
            options.EnableDeepLinking();
        });
        var show = pages.Build();
        builder.MapMethods("/docs/{**page}", ["GET", "HEAD"], context => ShowPageAsync(context, show))
            .RequireAuthorization(Access.LocalOrEveryone);
    }

    private static byte[] Render(EndpointDataSource endpoints)
    {
        var document = DocumentBuilder.Build(endpoints.Endpoints.OfType<RouteEndpoint>());
        return Encoding.UTF8.GetBytes(document.ToJsonString());
    }

    private static Task ShowPageAsync(HttpContext context, RequestDelegate show)
    {
        context.Response.Headers.ContentSecurityPolicy = ContentPolicy;

        // The pages' middleware stands back when routing has chosen an endpoint, and this request has been let in already.
        context.SetEndpoint(null);
        return show(context);
    }

    private static async Task ShowRefusalsAsync(HttpContext context)
    {
        await using var text = typeof(DocumentRoutes).Assembly.GetManifestResourceStream("refusals.md")
            ?? throw new InvariantViolationException("refusals.md is not in the assembly");
        context.Response.ContentType = "text/markdown; charset=utf-8";
        context.Response.ContentLength = text.Length;
        await text.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private async Task ShowAsync(HttpContext context)
    {
        context.Response.ContentType = JsonAnswer.MediaType;
        context.Response.ContentLength = _document.Value.Length;
        await context.Response.Body.WriteAsync(_document.Value, context.RequestAborted);
    }
}
