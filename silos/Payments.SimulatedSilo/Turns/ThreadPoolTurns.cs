namespace Payments.SimulatedSilo.Turns;

/// <summary>Real time: queues with turns run on the thread pool, different queues in parallel.</summary>
internal sealed class ThreadPoolTurns : ITurnExecutor
{
    /// <inheritdoc/>
    public void Enqueue(TurnQueue queue) => ThreadPool.UnsafeQueueUserWorkItem(queue, preferLocal: true);

    /// <inheritdoc/>
    public bool Accepts(TurnQueue queue) => true;

    /// <inheritdoc/>
    public void CheckCaller(string what)
    {
    }
}
