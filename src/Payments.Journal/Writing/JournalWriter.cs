using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Payments.Domain.Commands;
using Payments.Domain.Refusals;

namespace Payments.Journal.Writing;

/// <summary>
/// Group commit: takes whatever the silo's grains have queued into one transaction, and answers each of them when the
/// commit is certain.
/// </summary>
/// <remarks>
/// One for each silo. Runs a few lanes, each with one transaction under way. Awaits stay on the scheduler that started it,
/// which is what lets the simulated silo run it deterministically.
/// </remarks>
public sealed partial class JournalWriter : IJournal
{
    private readonly JournalWriterOptions _options;
    private readonly TimeProvider _clock;
    private readonly JournalMetrics _metrics;
    private readonly BatchExecutor _executor;
    private readonly Channel<PendingCommand> _queue;
    private readonly ILogger<JournalWriter> _logger;
    private readonly GroupPace _pace;
    private Task[] _lanes = [];

    /// <summary>Creates a writer that does nothing before it is started.</summary>
    public JournalWriter(
        IJournalStore store, JournalWriterOptions options, TimeProvider clock, JournalMetrics metrics, ILogger<JournalWriter> logger)
    {
        _options = options;
        _clock = clock;
        _metrics = metrics;
        _logger = logger;
        _pace = new GroupPace(options, clock);
        _executor = new BatchExecutor(store, options, clock, metrics, logger);
        _queue = Channel.CreateBounded<PendingCommand>(new BoundedChannelOptions(options.QueueMax)
        {
            SingleReader = options.Lanes == 1,
            FullMode = BoundedChannelFullMode.Wait,
        });
    }

    /// <summary>Commands that wait to be taken into a transaction.</summary>
    public int Waiting => _queue.Reader.Count;

    /// <summary>Starts the lanes on the current scheduler.</summary>
    public void Start()
    {
        _metrics.Begin();
        _lanes = [.. Enumerable.Range(0, _options.Lanes).Select(_ => RunLaneAsync())];
    }

    /// <summary>Refuses new commands, finishes those that wait, and stops.</summary>
    public async Task StopAsync()
    {
        _queue.Writer.TryComplete();
        await Task.WhenAll(_lanes);
    }

    /// <inheritdoc/>
    public Task<Answer> AppendAsync(Command command)
    {
        var pending = new PendingCommand(command, _clock.GetTimestamp());
        if (!_queue.Writer.TryWrite(pending))
        {
            _metrics.Shed(command);
            JournalSpans.End(pending, CommandEnd.Shed, 0, _clock);
            return Task.FromException<Answer>(new JournalUnavailableException("the journal's queue is full or closed"));
        }

        _metrics.Queued(1);
        return pending.End;
    }

    private async Task RunLaneAsync()
    {
        var batch = new List<PendingCommand>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            await _pace.WaitAsync(() => _queue.Reader.Count);
            Gather(batch);
            if (batch.Count == 0)
            {
                continue;
            }

            _pace.Started(batch.Count);

            try
            {
                await _executor.RunAsync(batch);
            }
            catch (Exception bug)
            {
                // A lane never dies: its callers learn that something is wrong with us, the next batch goes on.
                Log.LaneBug(_logger, bug);
                batch.ForEach(pending => pending.Fail(bug));
            }

            batch.Clear();
        }
    }

    private void Gather(List<PendingCommand> batch)
    {
        var weight = 0;
        while (weight < _options.BatchWeightMax && _queue.Reader.TryRead(out var pending))
        {
            batch.Add(pending);
            weight += pending.Command.Weight;
        }

        _metrics.Queued(-batch.Count);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Critical, "A batch of the journal failed for a reason that is a bug")]
        public static partial void LaneBug(ILogger logger, Exception bug);
    }
}
