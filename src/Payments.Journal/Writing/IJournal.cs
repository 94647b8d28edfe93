using Payments.Domain.Commands;
using Payments.Domain.Refusals;

namespace Payments.Journal.Writing;

/// <summary>What grains write to: collects the commands of all grains of a silo into group commits.</summary>
public interface IJournal
{
    /// <summary>Decides and writes a command; completes only when the end is certain.</summary>
    /// <param name="command">What to write.</param>
    /// <exception cref="JournalUnavailableException">Nothing was executed.</exception>
    /// <exception cref="JournalOutcomeUnknownException">It may have been executed, and the deadline has passed.</exception>
    /// <exception cref="Payments.Domain.InvariantViolationException">The journal refused it for a reason that rules out our code.</exception>
    Task<Answer> AppendAsync(Command command);
}

/// <summary>What the grains must find out about a transfer before they can end or reverse it.</summary>
public interface ITransferLookup
{
    /// <summary>The transfer's accounts and the entry that posted it; null when there is none.</summary>
    /// <exception cref="Payments.Domain.Refusals.JournalUnavailableException">The database does not answer.</exception>
    Task<TransferFacts?> FindAsync(Guid transferId);
}

/// <summary>A transfer's accounts, their owners and its entry.</summary>
/// <param name="Source">Debited account.</param>
/// <param name="Destination">Credited account.</param>
/// <param name="SourceOwner">Owner of the debited account.</param>
/// <param name="DestinationOwner">Owner of the credited account.</param>
/// <param name="IsHold">True when it is two-phase.</param>
/// <param name="EntryId">The entry that posted it, if it is posted.</param>
public sealed record TransferFacts(
    Guid Source, Guid Destination, Guid SourceOwner, Guid DestinationOwner, bool IsHold, Guid? EntryId);
