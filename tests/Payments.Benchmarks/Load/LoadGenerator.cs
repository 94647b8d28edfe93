using System.Diagnostics;
using System.Net;

namespace Payments.Benchmarks.Load;

/// <summary>Drives one HTTP server from one thread, in a closed loop or at a fixed rate.</summary>
/// <remarks>
/// At a fixed rate, latency counts from the moment a request was due, whether or not a connection was free:
/// a server that stalls is charged for every request that should have been sent meanwhile.
/// </remarks>
internal sealed class LoadGenerator : IDisposable
{
    private const long IdleNanoseconds = 20_000_000;

    // Waking for every single request would cost more than sending it; this much is added to a latency at most.
    private const long NapNanoseconds = 250_000;

    private static readonly TimeSpan DrainMax = TimeSpan.FromSeconds(10);

    private readonly LoadPlan _plan;
    private readonly Epoll _epoll = new();
    private readonly IPEndPoint[] _endPoints;
    private readonly Connection[] _connections;
    private readonly Stack<int> _free = [];
    private readonly TransferRequest _request;
    private readonly AccountPicker _picker;
    private readonly StatusCounts _statuses = new();
    private readonly LatencyHistogram _latency = new();
    private long _started;
    private long _deadline;
    private long _sent;
    private long _completed;
    private int _inFlight;

    private LoadGenerator(LoadPlan plan)
    {
        _plan = plan;
        _endPoints =
        [
            .. plan.MoreTargets.Prepend(plan.Target).Select(target => new IPEndPoint(IPAddress.Parse(target.Host), target.Port)),
        ];
        _request = new TransferRequest(plan.Target, plan.Token, plan.Accounts);
        _picker = new AccountPicker(plan.Traffic, plan.OrdinaryCount);
        _connections = new Connection[plan.Connections];
        for (var index = 0; index < _connections.Length; index++)
        {
            Connect(index);
            _free.Push(index);
        }
    }

    public static LoadResult Run(LoadPlan plan)
    {
        using var generator = new LoadGenerator(plan);
        return generator.Run();
    }

    public void Dispose()
    {
        foreach (var connection in _connections)
        {
            connection.Dispose();
        }

        _epoll.Dispose();
    }

    private LoadResult Run()
    {
        _started = Stopwatch.GetTimestamp();
        _deadline = _started + Ticks(_plan.Duration);
        var now = _started;
        while (now < _deadline && _sent < _plan.CountMax)
        {
            SendDue();
            ReadAll(_epoll.Wait(NanosecondsUntilDue()));
            now = Stopwatch.GetTimestamp();
        }

        var elapsed = Stopwatch.GetElapsedTime(_started, now);
        var completed = _completed;
        Drain(now + Ticks(DrainMax));
        return new LoadResult(completed, elapsed, _statuses, _latency);
    }

    private void SendDue()
    {
        while (_free.Count > 0 && _sent < _plan.CountMax)
        {
            var now = Stopwatch.GetTimestamp();
            var due = DueAt(_sent, now);
            if (due > now || due >= _deadline)
            {
                return;
            }

            Send(_free.Pop(), due);
        }
    }

    private long DueAt(long number, long now) =>
        _plan.RatePerSecond is { } rate ? _started + (long)(number / rate * Stopwatch.Frequency) : now;

    private void Send(int index, long due)
    {
        _sent++;
        _inFlight++;
        if (!_connections[index].Send(_request.Next(_picker), due))
        {
            Lose(index);
        }
    }

    private void ReadAll(ReadOnlySpan<Epoll.Event> events)
    {
        foreach (ref readonly var item in events)
        {
            var index = (int)item.Tag;
            var status = _connections[index].Receive();
            if (status < 0)
            {
                Lose(index);
            }
            else if (status > 0)
            {
                Complete(index, status);
            }

            SendDue();
        }
    }

    private void Complete(int index, int status)
    {
        var elapsed = Stopwatch.GetTimestamp() - _connections[index].IntendedAt;
        _latency.Record(elapsed / (Stopwatch.Frequency / 1_000_000));
        _statuses.Add(status, _connections[index].Answer);
        _completed++;
        _inFlight--;
        _free.Push(index);
    }

    private void Lose(int index)
    {
        if (_connections[index].IsBusy)
        {
            _statuses.Closed++;
            _inFlight--;
            _free.Push(index);
        }

        _epoll.Remove(_connections[index].Handle);
        _connections[index].Dispose();
        Connect(index);
    }

    private void Connect(int index)
    {
        _connections[index] = new Connection(_endPoints[index % _endPoints.Length]);
        _epoll.Add(_connections[index].Handle, index);
    }

    /// <summary>
    /// Waits for the answers in flight; at a fixed rate, first sends what was due but found no free connection.
    /// </summary>
    private void Drain(long until)
    {
        while ((_inFlight > 0 || HasUnsent()) && Stopwatch.GetTimestamp() < until)
        {
            SendDue();
            ReadAll(_epoll.Wait(IdleNanoseconds));
        }

        _statuses.Unanswered += _inFlight;
        while (HasUnsent())
        {
            _statuses.Unsent++;
            _sent++;
        }
    }

    private bool HasUnsent() =>
        _plan.RatePerSecond is not null && _sent < _plan.CountMax && DueAt(_sent, _deadline) < _deadline;

    private long NanosecondsUntilDue()
    {
        if (_plan.RatePerSecond is null || _free.Count == 0)
        {
            return IdleNanoseconds;
        }

        var now = Stopwatch.GetTimestamp();
        var wait = (DueAt(_sent, now) - now) * (1_000_000_000 / Stopwatch.Frequency);
        return Math.Clamp(wait, NapNanoseconds, IdleNanoseconds);
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
