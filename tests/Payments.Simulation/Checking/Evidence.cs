using Payments.Simulation.Database;
using Payments.Simulation.Workload;

namespace Payments.Simulation.Checking;

/// <summary>What a run left behind: the clients' history and the database's.</summary>
/// <param name="History">What the clients did and saw.</param>
/// <param name="Transactions">What the database committed, in order.</param>
/// <param name="Tables">What is in the database at the end.</param>
/// <param name="DatabaseNow">The database's clock at the end.</param>
/// <param name="Unresolved">Keys whose end nobody could learn, long after the last fault.</param>
internal sealed record Evidence(
    History History, IReadOnlyList<CommittedTransaction> Transactions, Tables Tables, DateTimeOffset DatabaseNow,
    IReadOnlyList<Request> Unresolved)
{
    /// <summary>The attempt that drew an id.</summary>
    public Dictionary<Guid, Attempt> ByObject { get; } = History.Attempts.ToDictionary(attempt => attempt.ObjectId);
}

/// <summary>An invariant that did not hold.</summary>
/// <param name="Invariant">Its name, e.g. I3.</param>
/// <param name="Text">The smallest witness.</param>
internal sealed record Violation(string Invariant, string Text)
{
    public override string ToString() => $"{Invariant}: {Text}";
}

/// <summary>The invariants by name. MODEL is the replay through the reference ledger.</summary>
internal static class Invariants
{
    public const string Conservation = "I1 conservation";
    public const string Fold = "I2 fold";
    public const string NoLostAck = "I3 no lost ack";
    public const string NoPhantom = "I4 no phantom";
    public const string Idempotency = "I5 idempotency";
    public const string Readable = "I7 readable";
    public const string Holds = "I8 holds";
    public const string Overdue = "I9 nothing overdue";
    public const string Events = "I10 events";
    public const string SingleWriter = "I11 single writer";
    public const string RealTime = "I12 real-time order";
    public const string Bounded = "I14 bounded";
    public const string TwoPeople = "I15 two people";
    public const string Keys = "I16 ended keys";
    public const string Model = "MODEL reference ledger";
}
