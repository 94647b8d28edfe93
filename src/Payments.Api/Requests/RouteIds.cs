using Payments.Api.Problems;
using Payments.Domain.Ids;

namespace Payments.Api.Requests;

/// <summary>Ids in paths.</summary>
internal static class RouteIds
{
    /// <summary>The route parameter's name.</summary>
    public const string Name = "id";

    /// <summary>Reads the id in the path.</summary>
    public static bool TryRead(HttpContext context, IReadOnlyList<string> prefixes, out string? text, out Guid id)
    {
        text = context.Request.RouteValues[Name] as string;
        id = Guid.Empty;
        foreach (var prefix in prefixes)
        {
            if (PublicId.TryParse(prefix, text, out id))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads the id in the path of a GET, whose query has been read; what is wrong with either, the path first.</summary>
    public static Problem? ProblemOf(HttpContext context, QueryReader query, IReadOnlyList<string> prefixes, out Guid id) =>
        TryRead(context, prefixes, out _, out id) ? query.Problem : Invalid(prefixes);

    /// <summary>The problem with an id of another kind or form.</summary>
    public static Problem Invalid(IReadOnlyList<string> prefixes) => Problem.InParameter(
        ProblemCodes.InvalidId, $"An id that begins with {string.Join("_ or ", prefixes)}_ is expected in the path.", Name);
}
