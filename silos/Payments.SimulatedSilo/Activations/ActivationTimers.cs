using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Payments.SimulatedSilo.Activations;

/// <summary>The timers of one activation: they end with it and their callbacks are work like any request.</summary>
internal sealed partial class ActivationTimers(Activation activation)
{
    private List<GrainTimer>? _timers;
    private CancellationTokenSource? _ending;

    public IGrainTimer Add(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        _ending ??= new CancellationTokenSource();
        var timer = new GrainTimer(this, callback, options);
        (_timers ??= []).Add(timer);
        timer.Change(options.DueTime, options.Period);
        return timer;
    }

    public void Stop()
    {
        _ending?.Cancel();
        foreach (var timer in _timers?.ToArray() ?? [])
            timer.Dispose();
    }

    private sealed class GrainTimer : ActivationWork, IGrainTimer
    {
        private readonly ActivationTimers _owner;
        private readonly Func<CancellationToken, Task> _callback;
        private readonly GrainTimerCreationOptions _options;
        private readonly ITimer _timer;
        private TimeSpan _period;
        private int _version;
        private int _waiting;
        private bool _disposed;

        public GrainTimer(
            ActivationTimers owner, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
        {
            _owner = owner;
            _callback = callback;
            _options = options;
            _timer = Home.Silo.Clock.CreateTimer(
                static timer => ((GrainTimer)timer!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public override bool MayInterleave => _options.Interleave || Home.Id.Class.IsReentrant;

        public override bool IsReadOnly => false;

        public override bool KeepsAlive => _options.KeepAlive;

        private Activation Home => _owner.ActivationOf;

        public void Change(TimeSpan dueTime, TimeSpan period)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _period = period;
            _version++;
            _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
        }

        public override async Task RunAsync(Activation activation)
        {
            Volatile.Write(ref _waiting, 0);
            if (_disposed)
                return;

            var version = _version;
            try
            {
                await _callback(_owner._ending!.Token);
            }
            catch (Exception failure)
            {
                Log.TimerFailed(activation.Silo.Logger, activation.Id.ToString(), failure);
            }

            // The next tick is counted from the end of this one, so a slow callback never overlaps itself.
            if (!_disposed && version == _version && _period > TimeSpan.Zero)
                _timer.Change(_period, Timeout.InfiniteTimeSpan);
        }

        public override void Reject(Exception reason) => Volatile.Write(ref _waiting, 0);

        public override void Reroute()
        {
        }

        public void Dispose()
        {
            if (_disposed)
                return;

            _disposed = true;
            _timer.Dispose();
            _owner._timers?.Remove(this);
        }

        private void Fire()
        {
            if (!_disposed && Interlocked.Exchange(ref _waiting, 1) == 0)
                Home.Receive(this);
        }
    }

    private Activation ActivationOf => activation;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "A timer callback of {Grain} failed; the timer goes on")]
        public static partial void TimerFailed(ILogger logger, string grain, Exception failure);
    }
}
