namespace Payments.SimulatedSilo.Activations;

/// <summary>
/// Which work of one activation may begin: one request at a time, except those that may interleave.
/// The activation guards it by its lock.
/// </summary>
internal sealed class Admission
{
    private readonly Queue<ActivationWork> _waiting = new();
    private int _exclusive;
    private bool _onlyReaders;

    /// <summary>Begun and not finished.</summary>
    public int Begun { get; private set; }

    public int Waiting => _waiting.Count;

    /// <summary>Begins the work if nothing stands in its way, else lets it wait.</summary>
    public bool TryBegin(ActivationWork work, bool isOpen)
    {
        var mayBegin = isOpen && (work.MayInterleave || (_waiting.Count == 0 && HasRoomFor(work)));
        if (mayBegin)
            Begin(work);
        else
            _waiting.Enqueue(work);

        return mayBegin;
    }

    public void Finish(ActivationWork work)
    {
        Begun--;
        if (!work.MayInterleave)
            _exclusive--;
    }

    /// <summary>Begins the next waiting work if it may.</summary>
    public bool TryBeginNext(out ActivationWork work)
    {
        if (!_waiting.TryPeek(out work!) || !(work.MayInterleave || HasRoomFor(work)))
            return false;

        _waiting.Dequeue();
        Begin(work);
        return true;
    }

    /// <summary>Takes everything that waits, in order.</summary>
    public ActivationWork[] TakeWaiting()
    {
        ActivationWork[] all = [.. _waiting];
        _waiting.Clear();
        return all;
    }

    private bool HasRoomFor(ActivationWork work) => _exclusive == 0 || (work.IsReadOnly && _onlyReaders);

    private void Begin(ActivationWork work)
    {
        Begun++;
        if (work.MayInterleave)
            return;

        _onlyReaders = work.IsReadOnly && (_exclusive == 0 || _onlyReaders);
        _exclusive++;
    }
}
