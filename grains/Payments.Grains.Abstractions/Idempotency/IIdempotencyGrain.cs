using Payments.Domain.Commands;
using Payments.Domain.Refusals;

namespace Payments.Grains.Idempotency;

/// <summary>
/// The single place where equal requests with one idempotency key meet. Key: the slot that the command's account or
/// transfer falls into, or else its operation id (<see cref="IdempotencySlots"/>).
/// </summary>
/// <remarks>
/// Duplicates that arrive while the first is in flight wait for its answer. The grain is for speed and order; that a key
/// has one effect is guaranteed by the journal's unique operation id.
/// </remarks>
[Alias("pay.idempotency-grain")]
public interface IIdempotencyGrain : IGrainWithGuidKey
{
    /// <summary>Runs the command, or gives the answer that its key has already.</summary>
    /// <param name="command">A command that goes through this grain's slot.</param>
    /// <exception cref="JournalUnavailableException">Nothing was executed; the same request may be sent again.</exception>
    /// <exception cref="JournalOutcomeUnknownException">It may have been executed; only the same key tells.</exception>
    [Alias("Run")]
    Task<Answer> RunAsync(Command command);
}
