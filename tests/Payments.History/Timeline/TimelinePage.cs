using System.Text.Json;
using System.Text.Json.Nodes;
using Payments.History.Checking;
using Payments.History.Records;

namespace Payments.History.Timeline;

/// <summary>A run as one HTML page that needs nothing else: operations on each account and faults over time, and what is wrong.</summary>
public static class TimelinePage
{
    private const string Template = "Payments.History.Timeline.timeline.html";
    private const string Placeholder = "/*RUN*/null";
    private const int ShownMax = 12_000;
    private const int ViolationsMax = 50;

    /// <summary>Draws it.</summary>
    /// <param name="history">What clients saw.</param>
    /// <param name="report">What the checker says.</param>
    /// <param name="command">How to make the run again.</param>
    public static string Of(HistoryFile history, Report report, string command)
    {
        using var stream = typeof(TimelinePage).Assembly.GetManifestResourceStream(Template)!;
        using var reader = new StreamReader(stream);
        // "<" cannot end the script element: the serializer escapes it.
        return reader.ReadToEnd().Replace(Placeholder, Data(history, report, command).ToJsonString(), StringComparison.Ordinal);
    }

    private static JsonObject Data(HistoryFile history, Report report, string command)
    {
        var lanes = history.Run.Accounts.Select((account, index) => (account, index)).ToDictionary(pair => pair.account, pair => pair.index);
        var bad = report.Violations.SelectMany(violation => violation.Operations).ToHashSet();
        var shown = Shown(history, bad);
        var end = history.Operations.Max(operation => Math.Max(operation.Begin, operation.Completion?.At ?? 0));
        return new JsonObject
        {
            ["verdict"] = report.Verdict.ToString().ToLowerInvariant(),
            ["seed"] = history.Run.Seed,
            ["command"] = command,
            ["total"] = history.Operations.Count,
            ["shown"] = shown.Count,
            ["acknowledged"] = report.Acknowledged,
            ["end"] = end,
            ["lanes"] = new JsonArray([.. history.Run.Accounts.Select((account, index) => (JsonNode)$"{index + 1} …{account[^6..]}"), "all accounts"]),
            ["rate"] = new JsonArray([.. Rate(history, end)]),
            ["faults"] = JsonSerializer.SerializeToNode(history.Faults, HistoryJson.Default.IReadOnlyListFaultRecord),
            ["violations"] = new JsonArray([.. report.Violations.Take(ViolationsMax).Select(violation => (JsonNode)Text(violation))]),
            ["doubts"] = new JsonArray([.. report.Doubts.Select(doubt => (JsonNode)doubt)]),
            ["operations"] = new JsonArray([.. shown.Select(operation => Draw(operation, LaneOf(operation, lanes), bad.Contains(operation), end))]),
        };
    }

    /// <summary>Everything that did not end well, and as many others as fit.</summary>
    private static List<Operation> Shown(HistoryFile history, HashSet<Operation> bad)
    {
        var telling = history.Operations.Where(operation => bad.Contains(operation) || Color(operation) > 1).ToHashSet();
        var others = history.Operations.Count - telling.Count;
        var every = Math.Max(1, others / Math.Max(1, ShownMax - telling.Count));
        return [.. history.Operations.Where((operation, index) => telling.Contains(operation) || index % every == 0)];
    }

    private static JsonNode[] Rate(HistoryFile history, long end)
    {
        var counts = new int[(end / 1_000_000) + 1];
        foreach (var operation in history.Operations.Where(operation => operation.Outcome == Outcome.Ok))
        {
            counts[operation.End / 1_000_000]++;
        }

        return [.. counts.Select(count => (JsonNode)count)];
    }

    private static JsonArray Draw(Operation operation, int lane, bool isBad, long end) => new(
        lane, operation.Begin, operation.Completion?.At ?? end, Color(operation), isBad ? 1 : 0, operation.ToString());

    private static int LaneOf(Operation operation, Dictionary<string, int> lanes) =>
        (operation.Invoke.Source ?? operation.Invoke.Account ?? operation.Invoke.Items?[0].Source
            ?? (operation.Completion?.Balances is [var first, ..] ? first.Account : null)) is { } account && lanes.TryGetValue(account, out var lane) ? lane : lanes.Count;

    private static int Color(Operation operation) => operation switch
    {
        { Outcome: Outcome.Ok } => 0,
        { Outcome: Outcome.Info } => 3,
        { Completion.Status: >= 500 } => 2,
        _ => 1,
    };

    private static string Text(Violation violation) =>
        string.Join('\n', violation.Operations.Take(6).Select(operation => $"  {operation}").Prepend($"{violation.Check}: {violation.What}"));
}
