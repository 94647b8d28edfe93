using System.Text;
using System.Text.Json;

namespace Payments.Benchmarks.Load;

/// <summary>Answers by status; a run is valid only when every request was answered 2xx.</summary>
internal sealed class StatusCounts
{
    private const int ExcerptLength = 300;
    private readonly long[] _byStatus = new long[600];

    public long Success => _byStatus.AsSpan(200, 100).ToArray().Sum();

    /// <summary>Requests whose connection the server closed before it answered.</summary>
    public long Closed { get; set; }

    /// <summary>Requests that had no answer when the run's time and the wait after it were over.</summary>
    public long Unanswered { get; set; }

    /// <summary>Requests that were due but found no free connection until the end.</summary>
    public long Unsent { get; set; }

    public long Total => _byStatus.Sum() + Closed + Unanswered + Unsent;

    public bool IsValid => Success > 0 && Success == Total;

    /// <summary>What the first answer that was not 2xx said: its problem's code, or how it began.</summary>
    public string? FirstProblem { get; private set; }

    public void Add(int status, ReadOnlySpan<byte> answer)
    {
        _byStatus[Math.Clamp(status, 0, 599)]++;
        if (status is < 200 or >= 300)
        {
            FirstProblem ??= Describe(answer);
        }
    }

    /// <summary>What was unexpected, beside how many answers were as they should be.</summary>
    public override string ToString()
    {
        var unexpected = _byStatus
            .Select((count, status) => (count, name: $"status {status}"))
            .Where((_, status) => status is < 200 or >= 300)
            .Append((Closed, "connection closed"))
            .Append((Unanswered, "no answer in time"))
            .Append((Unsent, "not sent in time"))
            .Where(pair => pair.Item1 > 0)
            .Select(pair => $"{pair.Item2} x {pair.Item1}")
            .DefaultIfEmpty("nothing unexpected");
        var text = $"{string.Join(", ", unexpected)}, beside {Success} answered 2xx";
        return FirstProblem is null ? text : $"{text}; the first one: {FirstProblem}";
    }

    private static string Describe(ReadOnlySpan<byte> answer)
    {
        var bodyAt = answer.IndexOf("\r\n\r\n"u8) + 4;
        var body = Encoding.UTF8.GetString(answer[bodyAt..]);
        var (first, last) = (body.IndexOf('{', StringComparison.Ordinal), body.LastIndexOf('}'));
        if (first >= 0 && last > first)
        {
            try
            {
                using var problem = JsonDocument.Parse(body[first..(last + 1)]);
                if (problem.RootElement.TryGetProperty("code", out var code))
                {
                    return $"code {code}";
                }
            }
            catch (JsonException)
            {
                // Not a problem body: its beginning says more than nothing.
            }
        }

        return body.Length <= ExcerptLength ? body : body[..ExcerptLength];
    }
}
