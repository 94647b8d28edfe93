using System.Collections.Concurrent;
using System.Reflection;
using Orleans;
using Payments.SimulatedSilo.Activations;

namespace Payments.SimulatedSilo.Calls;

/// <summary>All grain classes of some assemblies, and which class stands behind each grain interface.</summary>
internal sealed class GrainCatalog
{
    private static readonly ConcurrentDictionary<string, GrainCatalog> Known = new();

    private readonly Dictionary<Type, List<GrainClass>> _classes = [];
    private readonly ConcurrentDictionary<(Type Type, string? Prefix), GrainInterface> _interfaces = new();

    private GrainCatalog(IEnumerable<Assembly> assemblies)
    {
        var types = assemblies
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(Grain)))
            .OrderBy(type => type.FullName, StringComparer.Ordinal);
        var number = 0;
        foreach (var type in types)
            Add(new GrainClass(type, ++number));
    }

    /// <summary>The catalog of these assemblies, made once: its code is compiled, and worlds are many.</summary>
    public static GrainCatalog Of(IEnumerable<Assembly> assemblies)
    {
        var all = assemblies.Distinct().OrderBy(assembly => assembly.FullName, StringComparer.Ordinal).ToArray();
        var key = string.Join('|', all.Select(assembly => assembly.ManifestModule.ModuleVersionId));
        return Known.GetOrAdd(key, _ => new GrainCatalog(all));
    }

    /// <summary>The interface with the class that implements it.</summary>
    public GrainInterface Find(Type type, string? classNamePrefix) =>
        _interfaces.GetOrAdd(
            (type, classNamePrefix), key => new GrainInterface(key.Type, ClassOf(key.Type, key.Prefix)));

    private void Add(GrainClass grainClass)
    {
        foreach (var type in grainClass.Type.GetInterfaces().Where(i => i.IsAssignableTo(typeof(IGrain))))
        {
            if (!_classes.TryGetValue(type, out var classes))
                _classes[type] = classes = [];

            classes.Add(grainClass);
        }
    }

    private GrainClass ClassOf(Type type, string? prefix)
    {
        var found = _classes.GetValueOrDefault(type, []);
        if (prefix is not null)
            found = [.. found.Where(c => c.Type.FullName!.StartsWith(prefix, StringComparison.Ordinal))];

        return found.Count == 1
            ? found[0]
            : throw new ArgumentException(found.Count == 0
                ? $"No grain class for {type} was found; is its assembly among the silo's grain assemblies?"
                : $"Several grain classes implement {type}: {string.Join(", ", found.Select(c => c.Type))}.");
    }
}
