namespace Payments.History.Records;

/// <summary>
/// What a run has to reach, beside being right. What is over a bound is a violation; what too little has happened for leaves the
/// verdict open. Zero and null ask for nothing.
/// </summary>
public sealed record RunTargets
{
    /// <summary>Seconds within which every request whose client waits is over.</summary>
    public double? AnswerWithin { get; init; }

    /// <summary>Seconds after a silo was killed within which the accounts that were active on it answer, 99 of 100.</summary>
    public double? AccountsBack { get; init; }

    /// <summary>The largest share of requests on other accounts that fail or stay unknown meanwhile.</summary>
    public double? OthersWrong { get; init; }

    /// <summary>Seconds after PostgreSQL has recovered within which a request that writes is done.</summary>
    public double? DatabaseBack { get; init; }

    /// <summary>Seconds after PostgreSQL has recovered from which on no request fails any more.</summary>
    public double? DatabaseErrors { get; init; }

    /// <summary>Seconds after all silos were killed within which a request that writes is done.</summary>
    public double? ColdStart { get; init; }

    /// <summary>Seconds within which half of the requests are turned away that a silo without PostgreSQL turns away.</summary>
    public double? Refused { get; init; }

    /// <summary>Acknowledged operations.</summary>
    public int Acknowledged { get; init; }

    /// <summary>Faults that have fired.</summary>
    public int Strikes { get; init; }

    /// <summary>Accounts that were asked for when the silo was killed that they were active on.</summary>
    public int AccountsAsked { get; init; }

    /// <summary>Requests on other accounts when a silo was killed.</summary>
    public int OthersAsked { get; init; }

    /// <summary>Of the requests that were sent while something was broken, the share that has no certain answer although its client waited.</summary>
    public double UnknownByFaults { get; init; }

    /// <summary>Codes of problems that clients have to see.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];
}
