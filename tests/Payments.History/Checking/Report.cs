using System.Globalization;
using System.Text;

namespace Payments.History.Checking;

/// <summary>What a run has proved.</summary>
public enum Verdict
{
    /// <summary>Nothing is wrong, and enough has happened to say so.</summary>
    Valid,

    /// <summary>Something is wrong.</summary>
    Invalid,

    /// <summary>Nothing is wrong, but too little has happened, or could be looked at, to say more.</summary>
    Unknown,
}

/// <summary>The judgement of a history against its journal.</summary>
/// <param name="Violations">What must not be.</param>
/// <param name="Doubts">Why a run without violations still says nothing.</param>
/// <param name="Acknowledged">Operations that were answered with success.</param>
public sealed record Report(IReadOnlyList<Violation> Violations, IReadOnlyList<string> Doubts, int Acknowledged)
{
    private const int Shown = 20;

    public Verdict Verdict => Violations.Count > 0 ? Verdict.Invalid : Doubts.Count > 0 ? Verdict.Unknown : Verdict.Valid;

    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Verdict.ToString().ToLowerInvariant()}: {Acknowledged} acknowledged operations, {Violations.Count} violations");
        foreach (var violation in Violations.Take(Shown))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {violation.Check}: {violation.What}");
            foreach (var operation in violation.Operations.Take(4))
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"    {operation}");
            }
        }

        foreach (var doubt in Doubts)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  unknown because {doubt}");
        }

        return text.ToString();
    }
}
