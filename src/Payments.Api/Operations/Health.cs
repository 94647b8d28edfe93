using Payments.Journal.Verification;

namespace Payments.Api.Operations;

/// <summary>What the host says about itself: whether requests may be sent to it.</summary>
public interface IReadiness
{
    /// <summary>Looks at everything that a request needs. Quick: a load balancer asks every second.</summary>
    Task<ReadinessReport> CheckAsync(CancellationToken cancellation);
}

/// <summary>Whether requests may be sent to this process.</summary>
/// <param name="Checks">What was looked at.</param>
public sealed record ReadinessReport(IReadOnlyList<ReadinessCheck> Checks)
{
    /// <summary>True when all checks passed.</summary>
    public bool IsReady => Checks.All(check => check.IsReady);
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">What: journal, grains, …</param>
/// <param name="IsReady">Whether it is fit for use.</param>
/// <param name="Detail">What is wrong, without secrets: everybody may read it.</param>
public sealed record ReadinessCheck(string Name, bool IsReady, string? Detail = null);

/// <summary>The live check of the ledger's invariants, which the host runs by itself.</summary>
public interface ILedgerHealth
{
    /// <summary>The last report; null before the first.</summary>
    LedgerHealthReport? Last { get; }
}

/// <summary>What the last check of the ledger found.</summary>
/// <param name="Position">The feed is verified up to this position.</param>
/// <param name="At">When.</param>
/// <param name="Findings">What is wrong, in words without amounts: everybody may read it. Empty for a sound ledger.</param>
public sealed record LedgerHealthReport(long Position, DateTimeOffset At, IReadOnlyList<string> Findings)
{
    /// <summary>A report of the verification as everybody may read it.</summary>
    public static LedgerHealthReport Of(VerificationReport report) =>
        new(report.Position, report.At, [.. report.Findings.Select(finding => $"{finding.Check}: {finding.Object}")]);
}
