using System.Linq.Expressions;
using System.Reflection;
using Orleans.Concurrency;

namespace Payments.SimulatedSilo.Calls;

/// <summary>A method of a grain interface with the compiled code that calls it and that makes its requests.</summary>
internal abstract class GrainMethod
{
    private readonly Func<object, object?[], Task> _invoke;

    protected GrainMethod(MethodInfo method)
    {
        Name = method.Name;
        AlwaysInterleaves = method.IsDefined(typeof(AlwaysInterleaveAttribute));
        IsReadOnly = method.IsDefined(typeof(ReadOnlyAttribute));
        IsOneWay = method.IsDefined(typeof(OneWayAttribute));
        _invoke = Compile(method);
    }

    public string Name { get; }

    public bool AlwaysInterleaves { get; }

    public bool IsReadOnly { get; }

    public bool IsOneWay { get; }

    public static GrainMethod For(MethodInfo method)
    {
        if (method.IsGenericMethodDefinition)
            throw new NotSupportedException($"{method.DeclaringType}.{method.Name}: a grain method cannot be generic.");

        var type = method.ReturnType;
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        var isValueTask = definition == typeof(ValueTask) || definition == typeof(ValueTask<>);
        if (!isValueTask && definition != typeof(Task) && definition != typeof(Task<>))
            throw new NotSupportedException($"{method.DeclaringType}.{method.Name} must return a Task or a ValueTask.");

        var result = type.IsGenericType ? type.GetGenericArguments()[0] : typeof(NoResult);
        var kind = (isValueTask, type.IsGenericType) switch
        {
            (false, _) => typeof(TaskMethod<>),
            (true, false) => typeof(ValueTaskMethod<>),
            (true, true) => typeof(ValueTaskOfMethod<>),
        };
        return (GrainMethod)Activator.CreateInstance(kind.MakeGenericType(result), method)!;
    }

    /// <summary>Calls the method on the grain.</summary>
    public Task Invoke(object grain, object?[] arguments) => _invoke(grain, arguments);

    /// <summary>Sends a request and returns what the interface's method must return.</summary>
    public abstract object Call(CallSender sender, Activations.GrainIdentity target, object?[] arguments);

    private static Func<object, object?[], Task> Compile(MethodInfo method)
    {
        var grain = Expression.Parameter(typeof(object));
        var arguments = Expression.Parameter(typeof(object?[]));
        var values = method.GetParameters().Select((parameter, i) =>
            Expression.Convert(Expression.ArrayIndex(arguments, Expression.Constant(i)), parameter.ParameterType));
        Expression call = Expression.Call(Expression.Convert(grain, method.DeclaringType!), method, values);
        if (call.Type.IsValueType)
            call = Expression.Call(call, nameof(ValueTask.AsTask), null);

        return Expression.Lambda<Func<object, object?[], Task>>(
            Expression.Convert(call, typeof(Task)), grain, arguments).Compile();
    }

    /// <summary>The result of a method that returns a plain task.</summary>
    internal readonly struct NoResult;

    private class TaskMethod<TResult>(MethodInfo method) : GrainMethod(method)
    {
        public override object Call(CallSender sender, Activations.GrainIdentity target, object?[] arguments) =>
            Send(sender, target, arguments);

        protected Task<TResult> Send(CallSender sender, Activations.GrainIdentity target, object?[] arguments)
        {
            var request = new GrainRequest<TResult>(sender, target, this, arguments);
            sender.Send(request);
            return IsOneWay ? Task.FromResult<TResult>(default!) : request.Answer;
        }
    }

    private sealed class ValueTaskMethod<TResult>(MethodInfo method) : TaskMethod<TResult>(method)
    {
        public override object Call(CallSender sender, Activations.GrainIdentity target, object?[] arguments) =>
            new ValueTask(Send(sender, target, arguments));
    }

    private sealed class ValueTaskOfMethod<TResult>(MethodInfo method) : TaskMethod<TResult>(method)
    {
        public override object Call(CallSender sender, Activations.GrainIdentity target, object?[] arguments) =>
            new ValueTask<TResult>(Send(sender, target, arguments));
    }
}
