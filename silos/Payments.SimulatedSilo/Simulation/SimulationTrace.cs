using System.Globalization;

namespace Payments.SimulatedSilo.Simulation;

/// <summary>
/// What happened, folded into one hash as it happens, with the last events kept for messages. Two runs with the same
/// hash made the same decisions; nothing that may differ between processes (hash codes, thread ids) goes into it.
/// </summary>
internal sealed class SimulationTrace(int kept)
{
    private readonly Event[] _last = new Event[kept];
    private ulong _hash = 0xCBF29CE484222325;
    private long _count;

    public string Hash => _hash.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>Folds a number without keeping an event: the most frequent case, a scheduling decision.</summary>
    public void Fold(long number)
    {
        unchecked
        {
            var mixed = (_hash ^ (ulong)number) * 0x9E3779B97F4A7C15;
            _hash = mixed ^ (mixed >> 29);
        }
    }

    /// <summary>Records an event: its kind, what it is about and who did it.</summary>
    public void Add(long at, string kind, string what, object? detail = null)
    {
        Fold(at);
        Fold(kind);
        Fold(what);
        Keep(at, kind, what, detail);
    }

    /// <summary>Records an event about a grain; the grain's name is only written out when somebody reads it.</summary>
    public void Add(long at, string kind, Calls.GrainRequest request, int where)
    {
        Fold(at);
        Fold(kind);
        Fold(request.Target.Class.Number);
        Fold(request.Target.Key);
        Fold(request.Method.Name);
        Fold(where);
        Keep(at, kind, null, request);
    }

    /// <summary>The last events, oldest first.</summary>
    public IEnumerable<string> Last()
    {
        for (var i = Math.Max(0, _count - _last.Length); i < _count; i++)
            yield return _last[i % _last.Length].ToString();
    }

    private void Keep(long at, string kind, string? what, object? detail)
    {
        if (_last.Length > 0)
            _last[_count++ % _last.Length] = new Event(at, kind, what, detail);
    }

    private void Fold(string text)
    {
        foreach (var character in text)
            Fold(character);

        Fold(text.Length);
    }

    private readonly record struct Event(long At, string Kind, string? What, object? Detail)
    {
        public override string ToString() => $"{new TimeSpan(At):c} {Kind} {What}{Detail}";
    }
}
