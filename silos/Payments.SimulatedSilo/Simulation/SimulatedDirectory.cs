using Payments.SimulatedSilo.Activations;
using Payments.SimulatedSilo.Calls;

namespace Payments.SimulatedSilo.Simulation;

/// <summary>
/// Where grains are active, as the cluster believes. It may be wrong like that of Orleans: it may point to a silo that
/// has crashed, and it may name two silos for one grain.
/// </summary>
internal sealed class SimulatedDirectory(SimulationRandom random, FaultPlan faults)
{
    private readonly Dictionary<GrainIdentity, List<SiloLife>> _entries = [];
    private readonly List<SiloLife> _members = [];

    /// <summary>The silos that the cluster believes to be alive, in order of their start.</summary>
    public IReadOnlyList<SiloLife> Members => _members;

    public void Join(SiloLife silo) => _members.Add(silo);

    /// <summary>The cluster has learnt that the silo is dead: its grains may be activated elsewhere.</summary>
    public void Leave(SiloLife silo)
    {
        _members.Remove(silo);
        foreach (var silos in _entries.Values)
            silos.Remove(silo);
    }

    public void Remove(GrainIdentity grain, Silo silo)
    {
        if (!_entries.TryGetValue(grain, out var silos))
            return;

        silos.RemoveAll(life => life.Silo == silo);
        if (silos.Count == 0)
            _entries.Remove(grain);
    }

    /// <summary>Where a request goes, null when there is no silo; a grain without a place gets one.</summary>
    public SiloLife? Find(GrainRequest request)
    {
        var grain = request.Target;
        if (grain.Class.IsStatelessWorker)
            return Place(grain, request.Sender, []);

        if (!_entries.TryGetValue(grain, out var silos))
            _entries[grain] = silos = [];

        if (silos.Count == 0 || (silos.Count < _members.Count && faults.ShouldFire(SiloFault.DuplicateActivation)))
        {
            if (Place(grain, request.Sender, silos) is { } place)
                silos.Add(place);
        }

        return silos.Count switch
        {
            0 => null,
            1 => silos[0],
            _ => random.Pick(silos),
        };
    }

    /// <summary>Gives a grain a second place, whether it is active or not; false when there is no other silo.</summary>
    public bool Duplicate(GrainIdentity grain)
    {
        if (!_entries.TryGetValue(grain, out var silos))
            _entries[grain] = silos = [];

        while (silos.Count < 2)
        {
            if (Candidates(silos) is not { Count: > 0 } others)
                return false;

            silos.Add(random.Pick(others));
        }

        return true;
    }

    private SiloLife? Place(GrainIdentity grain, CallSender sender, List<SiloLife> taken)
    {
        var candidates = Candidates(taken);
        if (candidates.Count == 0)
            return null;

        return grain.Class.Placement switch
        {
            Placement.Local when candidates.Find(life => life.Silo == sender.Silo) is { } local => local,
            Placement.Hash => candidates[(int)(HashOf(grain.Key) % (uint)candidates.Count)],
            _ => random.Pick(candidates),
        };
    }

    private List<SiloLife> Candidates(List<SiloLife> taken) =>
        [.. _members.Where(life => !life.IsStopping && !taken.Contains(life))];

    // Not GetHashCode: that of strings differs between processes.
    private static uint HashOf(string key)
    {
        var hash = 2166136261;
        foreach (var character in key)
            hash = unchecked((hash ^ character) * 16777619);

        return hash;
    }
}

/// <summary>One life of a silo, from a start to a crash or stop.</summary>
internal sealed record SiloLife(Silo Silo, VirtualProcess Process, int Number)
{
    /// <summary>A silo that stops gets no new activations.</summary>
    public bool IsStopping { get; set; }

    public override string ToString() => Silo.Name;
}
