using System.Text.Json;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using Payments.Api.Problems;
using Payments.Api.Routes;
using Payments.Api.Tests.Sites;

namespace Payments.Api.Tests.OpenApi;

/// <summary>The OpenAPI document is valid and describes every route.</summary>
public sealed class DocumentTests(DocumentTests.Fixture fixture) : IClassFixture<DocumentTests.Fixture>
{
    [Fact]
    public async Task It_is_valid_OpenAPI()
    {
        var text = await fixture.Site.Client.GetStringAsync("/openapi/v1.json");
        var result = OpenApiDocument.Parse(text, "json");

        Assert.Empty(result.Diagnostic!.Errors);
        Assert.Empty(result.Diagnostic.Warnings);
    }

    [Fact]
    public async Task It_describes_every_route_once()
    {
        var document = await ReadAsync();
        var described = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}"));
        var mapped = fixture.Site.Endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<RouteDoc>() is not null)
            .Select(endpoint => $"{endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Routing.IHttpMethodMetadata>()!.HttpMethods[0]} "
                + endpoint.RoutePattern.RawText!.Replace("{**", "{", StringComparison.Ordinal));

        Assert.Equal(mapped.Order(), described.Order());
        var undescribed = fixture.Site.Endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<RouteDoc>() is null);
        string[] pages = ["/dashboard/login", "/dashboard/login", "/dashboard/logout", "/dashboard/{**page}", "/docs/{**page}"];
        Assert.Equal(pages, undescribed.Select(endpoint => endpoint.RoutePattern.RawText!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Each_operation_has_what_a_linter_asks_for()
    {
        var document = await ReadAsync();
        var names = new HashSet<string>();
        foreach (var operation in Operations(document))
        {
            var name = operation.GetProperty("operationId").GetString()!;
            Assert.True(names.Add(name), $"{name} is given twice");
            Assert.NotEmpty(operation.GetProperty("summary").GetString()!);
            Assert.NotEmpty(operation.GetProperty("description").GetString()!);
            Assert.Single(operation.GetProperty("tags").EnumerateArray());
            var answers = operation.GetProperty("responses").EnumerateObject().Select(answer => answer.Name).ToList();
            Assert.Contains(answers, status => status is "200" or "201");
            Assert.Contains("429", answers);
        }
    }

    [Fact]
    public async Task Each_schema_is_used_and_each_reference_has_its_schema()
    {
        var text = await fixture.Site.Client.GetStringAsync("/openapi/v1.json");
        var document = await ReadAsync();
        var schemas = document.GetProperty("components").GetProperty("schemas").EnumerateObject().Select(schema => schema.Name).ToList();

        Assert.All(schemas, name => Assert.Contains($"#/components/schemas/{name}\"", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_pages_are_served_from_here()
    {
        var page = await fixture.Site.SendAsync(HttpMethod.Get, null, "/docs/index.html");
        var script = await fixture.Site.SendAsync(HttpMethod.Get, null, "/docs/swagger-ui-bundle.js");
        var refusals = await fixture.Site.SendAsync(HttpMethod.Get, null, ProblemWriter.DocumentPath);

        Assert.Equal((200, 200, 200), (page.Status, script.Status, refusals.Status));
        Assert.DoesNotContain("https://", page.Text.Replace("https://github.com", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_not_public()
    {
        foreach (var path in new[] { "/openapi/v1.json", "/docs/index.html", "/docs/refusals.md" })
        {
            var answer = await fixture.Site.SendAsync(HttpMethod.Get, null, path, null, null, ("X-Forwarded-For", "203.0.113.1"));
            Assert.Equal(401, answer.Status);
            Assert.Equal(200, (await fixture.Site.SendAsync(
                HttpMethod.Get, fixture.Site.UserToken, path, null, null, ("X-Forwarded-For", "203.0.113.1"))).Status);
        }
    }

    private static IEnumerable<JsonElement> Operations(JsonElement document) =>
        document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => method.Value));

    private async Task<JsonElement> ReadAsync()
    {
        using var document = JsonDocument.Parse(await fixture.Site.Client.GetStringAsync("/openapi/v1.json"));
        return document.RootElement.Clone();
    }

    public sealed class Fixture : IAsyncLifetime
    {
        internal StubSite Site { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Site = await StubSite.StartAsync();

        public ValueTask DisposeAsync() => Site.DisposeAsync();
    }
}
