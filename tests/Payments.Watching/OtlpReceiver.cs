using System.Collections.Concurrent;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Payments.Watching;

/// <summary>A collector on loopback that keeps what it is sent: OTLP over HTTP, protobuf.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<byte[]> _bodies = new();
    private readonly ConcurrentQueue<ReceivedSpan> _spans = new();
    private readonly ConcurrentDictionary<string, IReadOnlyList<double>> _metrics = new();
    private readonly WebApplication _app;

    private OtlpReceiver(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public string Endpoint => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>All spans so far.</summary>
    public IReadOnlyList<ReceivedSpan> Spans => [.. _spans];

    /// <summary>The names of all metrics so far; with a histogram's name the bounds of its buckets.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>> Metrics => _metrics;

    /// <summary>All bodies so far as text, to look for what must not be there.</summary>
    public string Everything => string.Concat(_bodies.Select(Encoding.Latin1.GetString));

    /// <summary>What tells a process of the product to send everything here, soon.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Endpoint,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
    };

    /// <summary>Starts it.</summary>
    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var receiver = new OtlpReceiver(builder.Build());
        receiver._app.MapPost("/v1/traces", context => receiver.ReceiveAsync(context, receiver.AddTraces));
        receiver._app.MapPost("/v1/metrics", context => receiver.ReceiveAsync(context, receiver.AddMetrics));
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>The spans above one, itself first, up to the one whose parent is <paramref name="root"/>; null while one of them is missing.</summary>
    public IReadOnlyList<ReceivedSpan>? WayUp(ReceivedSpan span, string root)
    {
        ArgumentNullException.ThrowIfNull(span);
        var spans = Spans.Where(one => one.TraceId == span.TraceId).ToDictionary(one => one.SpanId);
        var way = new List<ReceivedSpan> { span };
        while (way[^1].ParentId != root)
        {
            if (!spans.TryGetValue(way[^1].ParentId, out var parent))
            {
                return null;
            }

            way.Add(parent);
        }

        return way;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context, Action<ReadOnlyMemory<byte>> add)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        _bodies.Enqueue(body.ToArray());
        add(body.ToArray());
        context.Response.ContentType = "application/x-protobuf";
    }

    /// <summary>
    /// ExportTraceServiceRequest: resource spans 1, resource 1 with attributes 1, scope spans 2, scope 1 with name 1, spans 2.
    /// </summary>
    private void AddTraces(ReadOnlyMemory<byte> request)
    {
        foreach (var resource in request.All(1))
        {
            var service = AttributesOf(resource.One(1).Bytes, 1)["service.name"];
            foreach (var scope in resource.All(2))
            {
                var source = scope.All(1).Single().One(1).Text;
                foreach (var span in scope.All(2))
                {
                    _spans.Enqueue(new ReceivedSpan(
                        service, source, span.One(5).Text, span.One(1).Hex, span.One(2).Hex, span.One(4).Hex, AttributesOf(span, 9)));
                }
            }
        }
    }

    /// <summary>
    /// ExportMetricsServiceRequest: resource metrics 1, scope metrics 2, metrics 2 with name 1 and histogram 9, data points 1,
    /// explicit bounds 7, packed.
    /// </summary>
    private void AddMetrics(ReadOnlyMemory<byte> request)
    {
        foreach (var metric in request.All(1).SelectMany(resource => resource.All(2)).SelectMany(scope => scope.All(2)))
        {
            var bounds = metric.One(9).Bytes.One(1).Bytes.One(7).Bytes;
            _metrics.TryAdd(metric.One(1).Text, MemoryMarshal.Cast<byte, double>(bounds.Span).ToArray());
        }
    }

    /// <summary>KeyValue: key 1, value 2; AnyValue: string 1, bool 2, int 3.</summary>
    private static Dictionary<string, string> AttributesOf(ReadOnlyMemory<byte> message, int number) => message.All(number).ToDictionary(
        attribute => attribute.One(1).Text,
        attribute => attribute.All(2).Single() is var value && value.One(1).Bytes.Length > 0
            ? value.One(1).Text
            : $"{value.One(3).Number64}");
}
