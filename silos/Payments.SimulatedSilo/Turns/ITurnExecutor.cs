namespace Payments.SimulatedSilo.Turns;

/// <summary>Decides when and on which thread the turns of a queue run: threads, or one seeded loop.</summary>
internal interface ITurnExecutor
{
    /// <summary>The queue has turns and is not yet known as such; the executor must call it until it says no.</summary>
    void Enqueue(TurnQueue queue);

    /// <summary>Called before anything is posted; a simulation refuses callers on a foreign thread.</summary>
    void CheckCaller(TurnQueue queue);
}
