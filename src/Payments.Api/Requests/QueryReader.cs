using System.Globalization;
using Payments.Api.Problems;
using Payments.Domain.Ids;
using Payments.Journal.Reading;

namespace Payments.Api.Requests;

/// <summary>
/// Reads a query strictly: a parameter that the route does not know, one given twice or one that cannot be read is refused,
/// because a filter that is silently ignored shows too much.
/// </summary>
internal sealed class QueryReader(HttpContext context)
{
    /// <summary>Most objects of a page.</summary>
    public const int LimitMax = 100;

    private const int LimitDefault = 10;
    private const int TextMax = 500;
    private static readonly string[] InstantForms = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd"];
    private static readonly DateTimeOffset Latest = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly IQueryCollection _query = context.Request.Query;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private Problem? _problem;

    /// <summary>What is wrong with the query. Ask after everything was read.</summary>
    public Problem? Problem => _problem ?? FindUnknown();

    /// <summary>Adds a finding.</summary>
    public void Refuse(string name, string detail, string code = ProblemCodes.InvalidParameter) =>
        _problem ??= Problem.InParameter(code, detail, name);

    /// <summary>A text; null when absent.</summary>
    public string? Text(string name)
    {
        _known.Add(name);
        if (!_query.TryGetValue(name, out var values))
        {
            return null;
        }

        if (values.Count == 1 && values[0] is { Length: > 0 and <= TextMax } text && !text.AsSpan().ContainsAnyInRange('\0', '\x1f'))
        {
            return text;
        }

        Refuse(name, "The parameter must be given once, with a value of at most 500 characters.");
        return null;
    }

    /// <summary>An id; null when absent or wrong.</summary>
    public Guid? Id(string name, params ReadOnlySpan<string> prefixes)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        foreach (var prefix in prefixes)
        {
            if (PublicId.TryParse(prefix, text, out var id))
            {
                return id;
            }
        }

        Refuse(name, $"An id that begins with {string.Join("_ or ", prefixes.ToArray())}_ is expected.", ProblemCodes.InvalidId);
        return null;
    }

    /// <summary>An instant (RFC 3339, or a date that stands for its first instant in UTC); null when absent or wrong.</summary>
    public DateTimeOffset? Instant(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        var hasOffset = text.Length == 10 || text[^1] == 'Z' || (text.Length > 6 && text[^6] is '+' or '-');
        if (hasOffset && DateTimeOffset.TryParseExact(
            text, InstantForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
        {
            return Clamp(instant.ToUniversalTime());
        }

        Refuse(name, "A time by RFC 3339 with its offset is expected, or a date.");
        return null;
    }

    /// <summary>One of a few words, without regard to case; null when absent or wrong.</summary>
    public string? Choice(string name, IReadOnlyCollection<string> words)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (words.FirstOrDefault(word => word.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } found)
        {
            return found;
        }

        Refuse(name, $"One of {string.Join(", ", words)} is expected.");
        return null;
    }

    /// <summary>A whole number within a range; null when absent or wrong.</summary>
    public long? Integer(string name, long least, long most)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Refuse(name, $"A whole number between {least} and {most} is expected.");
        return null;
    }

    /// <summary>How many objects a page shall have.</summary>
    public int Limit() => (int)(Integer("limit", 1, LimitMax) ?? LimitDefault);

    /// <summary>The page of a list whose objects' ids have this prefix.</summary>
    public PageRequest Page(params ReadOnlySpan<string> prefixes)
    {
        var page = new PageRequest
        {
            Limit = Limit(),
            StartingAfter = Id("starting_after", prefixes),
            EndingBefore = Id("ending_before", prefixes),
            From = Instant("from"),
            To = Instant("to"),
        };
        if (page is { StartingAfter: not null, EndingBefore: not null })
        {
            Refuse("ending_before", "Only one of starting_after and ending_before can be given.");
        }

        return page;
    }

    /// <summary>The objects to show instead of their ids.</summary>
    public IReadOnlyCollection<string> Expand(IReadOnlyCollection<string> words)
    {
        var asked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in (ReadOnlySpan<string>)["expand[]", "expand"])
        {
            _known.Add(name);
            foreach (var value in _query[name])
            {
                if (value is null || !words.Contains(value))
                {
                    Refuse(name, $"Of {string.Join(", ", words)} any can be expanded.");
                    return [];
                }

                asked.Add(value);
            }
        }

        return asked;
    }

    /// <summary>Filters of the form <c>metadata[key]=value</c>; null without one.</summary>
    public IReadOnlyDictionary<string, string>? Metadata()
    {
        Dictionary<string, string>? filters = null;
        foreach (var name in _query.Keys)
        {
            if (name.StartsWith("metadata[", StringComparison.Ordinal) && name.EndsWith(']') && Text(name) is { } value)
            {
                (filters ??= [])[name["metadata[".Length..^1]] = value;
            }
        }

        if (filters?.Count > 10)
        {
            Refuse("metadata", "At most 10 entries can be asked for.");
        }

        return filters;
    }

    /// <summary>Nothing was recorded before 1970, which is where the time in an id begins, and nothing will be after 9000.</summary>
    private static DateTimeOffset Clamp(DateTimeOffset instant) =>
        instant < DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch : instant > Latest ? Latest : instant;

    private Problem? FindUnknown() => _query.Keys.Any(name => !_known.Contains(name))
        ? Problem.Of(ProblemCodes.UnknownParameter, "The query has a parameter that this route does not know.")
        : null;
}
