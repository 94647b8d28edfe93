using System.Collections.Frozen;
using System.Linq.Expressions;
using System.Reflection;
using Orleans.Runtime;
using Payments.SimulatedSilo.Activations;

namespace Payments.SimulatedSilo.Calls;

/// <summary>A grain interface: its methods, the class behind it, and how references to it are made.</summary>
internal sealed class GrainInterface
{
    private readonly FrozenDictionary<MethodInfo, GrainMethod> _methods;
    private readonly Func<GrainReference> _create;

    public GrainInterface(Type type, GrainClass grainClass)
    {
        Type = type;
        Class = grainClass;
        _methods = type.GetInterfaces().Append(type)
            .SelectMany(i => i.GetMethods())
            .Where(method => method.IsAbstract)
            .ToFrozenDictionary(method => method, GrainMethod.For);
        _create = CompileFactory(type);
    }

    public Type Type { get; }

    public GrainClass Class { get; }

    public GrainMethod MethodFor(MethodInfo method) => _methods[method];

    /// <summary>Makes a reference; its requests begin at this sender.</summary>
    public GrainReference Refer(CallSender sender, string key)
    {
        var reference = _create();
        reference.Bind(this, new GrainIdentity(Class, key), sender);
        return reference;
    }

    private static Func<GrainReference> CompileFactory(Type type)
    {
        var proxy = DispatchProxy.Create(type, typeof(GrainReference)).GetType();
        return proxy.GetConstructor(Type.EmptyTypes) is { } constructor
            ? Expression.Lambda<Func<GrainReference>>(Expression.New(constructor)).Compile()
            : () => (GrainReference)DispatchProxy.Create(type, typeof(GrainReference));
    }
}
