using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Runtime;

namespace Payments.SimulatedSilo.Activations;

/// <summary>In which silo an activation begins.</summary>
internal enum Placement
{
    Random,
    Local,
    Hash,
}

/// <summary>What the attributes and the constructor of a grain class say, read once.</summary>
internal sealed class GrainClass
{
    private readonly ObjectFactory _create;

    public GrainClass(Type type, int number)
    {
        Type = type;
        Number = number;
        IsReentrant = type.IsDefined(typeof(ReentrantAttribute), inherit: true);
        CollectionAge = type.GetCustomAttribute<CollectionAgeLimitAttribute>()?.AgeLimit;
        Placement = type.GetCustomAttribute<PlacementAttribute>()?.PlacementStrategy switch
        {
            PreferLocalPlacement or StatelessWorkerPlacement => Placement.Local,
            HashBasedPlacement => Placement.Hash,
            _ => Placement.Random,
        };
        IsStatelessWorker = type.IsDefined(typeof(StatelessWorkerAttribute));
        _create = ActivatorUtilities.CreateFactory(type, Type.EmptyTypes);
    }

    public Type Type { get; }

    /// <summary>The place in the sorted list of classes, the same in every process.</summary>
    public int Number { get; }

    public string Name => Type.Name;

    public bool IsReentrant { get; }

    public bool IsStatelessWorker { get; }

    /// <summary>The class's own age limit; null means that of the silo.</summary>
    public TimeSpan? CollectionAge { get; }

    public Placement Placement { get; }

    /// <summary>Runs the constructor with services of the activation.</summary>
    public IGrainBase Create(IServiceProvider services) => (IGrainBase)_create(services, null);
}
