using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using Payments.Api.Limits;
using Payments.Api.Problems;
using Payments.Api.Requests;
using Payments.Domain.Refusals;
using Payments.Journal.Writing;

namespace Payments.Api.Observability;

/// <summary>What the front end counts about its requests.</summary>
internal sealed class ApiMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Payments.Api";

    private static readonly ConcurrentDictionary<int, string> Statuses = new();
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _problems;
    private readonly Counter<long> _unknownOutcomes;

    public ApiMetrics(IMeterFactory meters, RequestLimits limits)
    {
        var meter = meters.Create(MeterName);
        _duration = meter.CreateHistogram(
            "payments.http.request.duration", "s", "Time from a request's headers to its answer, by route, method and status.", null,
            JournalMetrics.Durations);
        _problems = meter.CreateCounter<long>("payments.http.problems", "{answer}", "Refusals, faults and bugs, by code.");
        _unknownOutcomes = meter.CreateCounter<long>(
            "payments.http.unknown_outcomes", "{answer}", "Answers without a certain outcome, but for clients that chose to wait for less than usual.");
        // A series that begins with its first fault never rises: alerts would miss it.
        foreach (var code in new[] { ProblemCodes.InternalError, RefusalCodes.NotExecuted, ProblemCodes.OutcomeUnknown })
        {
            _problems.Add(0, new KeyValuePair<string, object?>("code", code));
        }

        _unknownOutcomes.Add(0);
        meter.CreateObservableGauge(
            "payments.http.requests.in_flight", () => limits.InFlight, "{request}", "Requests in work.");
    }

    /// <summary>Counts an answered request.</summary>
    public void CountRequest(HttpContext context, RequestFrame frame, TimeSpan elapsed)
    {
        if (_duration.Enabled)
        {
            var status = Statuses.GetOrAdd(
                context.Response.StatusCode, static status => status.ToString(CultureInfo.InvariantCulture));
            _duration.Record(
                elapsed.TotalSeconds,
                new KeyValuePair<string, object?>("route", RouteOf(context)),
                new KeyValuePair<string, object?>("method", MethodOf(context.Request.Method)),
                new KeyValuePair<string, object?>("status", status));
        }

        if (frame.ProblemCode is { } code)
        {
            _problems.Add(1, new KeyValuePair<string, object?>("code", code));
            // Whoever asks for an answer at once gets it: no reason to wake somebody.
            _unknownOutcomes.Add(code == ProblemCodes.OutcomeUnknown && !frame.IsHurried ? 1 : 0);
        }
    }

    /// <summary>The route's template, which stands for all its paths.</summary>
    public static string RouteOf(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "none";

    /// <summary>A client may invent methods: only known ones become a label.</summary>
    public static string MethodOf(string method) =>
        method is "GET" or "POST" or "PATCH" or "PUT" or "DELETE" or "HEAD" or "OPTIONS" ? method : "other";
}
