using System.Reflection;

namespace Payments.Api.Tests.Sites;

/// <summary>A ledger reader whose methods a test sets one by one; all others find nothing.</summary>
public class StubReader : DispatchProxy
{
    private readonly Dictionary<string, Func<object?[], object>> _methods = [];

    internal static (ILedgerReader Reader, StubReader Stub) Create()
    {
        var reader = Create<ILedgerReader, StubReader>();
        return (reader, (StubReader)(object)reader);
    }

    internal void On(string method, Func<object?[], object> answer) => _methods[method] = answer;

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (_methods.TryGetValue(targetMethod!.Name, out var answer))
        {
            return answer(args ?? []);
        }

        var result = targetMethod.ReturnType.GenericTypeArguments[0];
        var nothing = result.IsGenericType && result.GetGenericTypeDefinition() == typeof(Page<>)
            ? Activator.CreateInstance(result, Array.CreateInstance(result.GenericTypeArguments[0], 0), false)
            : result.IsGenericType && result.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
                ? Array.CreateInstance(result.GenericTypeArguments[0], 0)
                : result.IsValueType ? Activator.CreateInstance(result) : null;
        return typeof(Task).GetMethod(nameof(Task.FromResult))!.MakeGenericMethod(result).Invoke(null, [nothing]);
    }
}
