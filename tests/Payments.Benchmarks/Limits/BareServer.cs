using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Payments.Benchmarks.Limits;

/// <summary>The limit of the web server: reads the same JSON, does nothing, answers 201 with a transfer.</summary>
internal static class BareServer
{
    public static async Task ServeAsync(int port)
    {
        await using var app = Build(port);
        app.MapPost("/v1/transfers", (TransferBody body) => TypedResults.Json(
            new TransferAnswer(
                "trf_00000000000000000000000000", "posted", body.Source, body.Destination, body.Amount, body.Currency),
            TransferJson.Default.TransferAnswer,
            statusCode: StatusCodes.Status201Created));
        await app.RunAsync();
    }

    /// <summary>An ASP.NET Core server without logging, for the limits and the peers alike.</summary>
    public static WebApplication Build(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Services.ConfigureHttpJsonOptions(
            options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, TransferJson.Default));
        var app = builder.Build();
        app.MapGet("/health/ready", () => TypedResults.Ok());
        return app;
    }
}

internal sealed record TransferBody(string Source, string Destination, long Amount, string Currency);

internal sealed record TransferAnswer(
    string Id, string Status, string Source, string Destination, long Amount, string Currency);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TransferBody))]
[JsonSerializable(typeof(TransferAnswer))]
internal sealed partial class TransferJson : JsonSerializerContext;
