using System.Diagnostics;

namespace Payments.Journal.Writing;

/// <summary>
/// One span for each traced command, from the queue to its certain end. Many commands share a transaction, so the span is made
/// when the end is known, under the grain call that sent the command. Without a listener there are none.
/// </summary>
internal static class JournalSpans
{
    private static readonly ActivitySource Source = new(JournalMetrics.MeterName);

    /// <summary>The span that a command is sent in, when somebody listens and it is recorded.</summary>
    internal static Activity? Sender => Source.HasListeners() && Activity.Current is { Recorded: true } span ? span : null;

    /// <summary>Writes down how a command ended.</summary>
    internal static void End(PendingCommand pending, CommandEnd end, int batch, TimeProvider clock)
    {
        if (pending.Sender is not { } sender)
        {
            return;
        }

        var began = clock.GetUtcNow() - clock.GetElapsedTime(pending.EnqueuedAt);
        using var span = Source.StartActivity(ActivityKind.Internal, sender.Context, startTime: began, name: "journal append");
        span?.SetTag("payments.command", CommandKinds.NameOf(CommandKinds.Of(pending.Command)))
            .SetTag("payments.result", CommandEnds.NameOf(end))
            .SetTag("payments.request_id", pending.Command.Origin.RequestId)
            .SetTag("payments.journal.batch.size", batch);
        if (end >= CommandEnd.Unavailable)
        {
            span?.SetStatus(ActivityStatusCode.Error);
        }
    }
}
