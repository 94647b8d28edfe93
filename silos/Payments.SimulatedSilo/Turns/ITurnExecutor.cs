namespace Payments.SimulatedSilo.Turns;

/// <summary>Decides when and on which thread the turns of a queue run: threads, or one seeded loop.</summary>
internal interface ITurnExecutor
{
    /// <summary>The queue has turns and is not yet known as such; the executor must call it until it says no.</summary>
    void Enqueue(TurnQueue queue);

    /// <summary>
    /// Whether turns may be added. A simulation says no when the process of the queue has crashed, whose code must
    /// never run again, and to a caller on a foreign thread, which would make the run irreproducible.
    /// </summary>
    bool Accepts(TurnQueue queue);

    /// <summary>Throws when the caller is not in a turn of a simulation that runs.</summary>
    void CheckCaller(string what);
}
