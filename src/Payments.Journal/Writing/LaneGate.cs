namespace Payments.Journal.Writing;

/// <summary>
/// Lets any number of transactions that plan on top of each other run at once, or one transaction under locks alone: the
/// two kinds would wait for each other half here and half in the database, where nobody sees the circle.
/// </summary>
internal sealed class LaneGate
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waitingAlone = new();
    private readonly Queue<TaskCompletionSource> _waitingTogether = new();
    private int _together;
    private bool _alone;

    internal Task EnterTogetherAsync()
    {
        lock (_lock)
        {
            if (!_alone && _waitingAlone.Count == 0)
            {
                _together++;
                return Task.CompletedTask;
            }

            return Wait(_waitingTogether);
        }
    }

    internal Task EnterAloneAsync()
    {
        lock (_lock)
        {
            if (!_alone && _together == 0)
            {
                _alone = true;
                return Task.CompletedTask;
            }

            return Wait(_waitingAlone);
        }
    }

    internal void LeaveTogether()
    {
        lock (_lock)
        {
            _together--;
            LetIn();
        }
    }

    internal void LeaveAlone()
    {
        lock (_lock)
        {
            _alone = false;
            LetIn();
        }
    }

    private static Task Wait(Queue<TaskCompletionSource> queue)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        queue.Enqueue(turn);
        return turn.Task;
    }

    private void LetIn()
    {
        if (_waitingAlone.Count > 0)
        {
            if (_together == 0 && !_alone)
            {
                _alone = true;
                _waitingAlone.Dequeue().SetResult();
            }

            return;
        }

        while (_waitingTogether.TryDequeue(out var turn))
        {
            _together++;
            turn.SetResult();
        }
    }
}
