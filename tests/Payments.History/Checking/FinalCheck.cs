using Payments.History.Records;

namespace Payments.History.Checking;

/// <summary>When everything is well again every front end answers every read.</summary>
internal static class FinalCheck
{
    internal static IEnumerable<Violation> Run(Evidence evidence) =>
        evidence.History.Operations.Where(read => read.Invoke.Phase == Phase.Final && read.Outcome != Outcome.Ok)
            .Select(read => new Violation("final", $"{read.Invoke.Node} did not answer when nothing was broken any more", read));
}
