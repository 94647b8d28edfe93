using Payments.Domain.Commands;

namespace Payments.Domain.Ledger;

/// <summary>The decision about a batch.</summary>
/// <param name="Answers">One answer for each command, in order; given to callers only after the writes are committed.</param>
/// <param name="Writes">What to write in the transaction that holds the locks.</param>
public sealed record JournalPlan(IReadOnlyList<Answer> Answers, JournalWrites Writes);
