using System.Diagnostics;
using Payments.Domain.Commands;

namespace Payments.Journal.Writing;

/// <summary>A command that waits for its certain end.</summary>
internal sealed class PendingCommand(Command command, long enqueuedAt)
{
    private readonly TaskCompletionSource<Answer> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Command Command { get; } = command;

    internal long EnqueuedAt { get; } = enqueuedAt;

    /// <summary>The traced grain call that it comes from, if it is traced.</summary>
    internal Activity? Sender { get; } = JournalSpans.Sender;

    internal Task<Answer> End => _end.Task;

    internal void Complete(Answer answer) => _end.TrySetResult(answer);

    internal void Fail(Exception fault) => _end.TrySetException(fault);
}
