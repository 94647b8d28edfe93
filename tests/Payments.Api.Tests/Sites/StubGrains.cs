using System.Collections.Concurrent;
using System.Reflection;
using Orleans;
using Payments.Grains.Idempotency;

namespace Payments.Api.Tests.Sites;

/// <summary>A grain factory of either runtime that hands out one idempotency grain, which does what the test says.</summary>
public class StubGrains : DispatchProxy
{
    private StubIdempotencyGrain _grain = null!;

    internal static IGrainFactory Of(StubIdempotencyGrain grain)
    {
        var factory = Create<IGrainFactory, StubGrains>();
        ((StubGrains)(object)factory)._grain = grain;
        return factory;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod?.Name == nameof(IGrainFactory.GetGrain) ? _grain : throw new NotSupportedException(targetMethod?.Name);
}

/// <summary>Takes every command down and answers it.</summary>
internal sealed class StubIdempotencyGrain : IIdempotencyGrain
{
    public ConcurrentQueue<Command> Commands { get; } = new();

    public Func<Command, Task<Answer>> Answer { get; set; } = command => Task.FromResult(Ledger.Do(command));

    public Task<Answer> RunAsync(Command command)
    {
        Commands.Enqueue(command);
        return Answer(command);
    }
}
