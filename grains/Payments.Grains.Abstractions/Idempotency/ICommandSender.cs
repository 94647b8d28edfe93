using Payments.Domain.Commands;
using Payments.Domain.Refusals;

namespace Payments.Grains.Idempotency;

/// <summary>Brings a front end's commands to the grain of their slot.</summary>
public interface ICommandSender
{
    /// <summary>Sends one try of a command, whose answer or exception is that of <see cref="IIdempotencyGrain.RunAsync"/>.</summary>
    /// <param name="command">The same object for each try.</param>
    /// <param name="isAgain">True when an earlier try was not heard of, or came back: the way is not to rest on what it rested on.</param>
    Task<Answer> SendAsync(Command command, bool isAgain);
}

/// <summary>By the grain's key, wherever the grain is.</summary>
/// <param name="grains">Finds it.</param>
public sealed class SlotSender(IGrainFactory grains) : ICommandSender
{
    /// <inheritdoc/>
    public Task<Answer> SendAsync(Command command, bool isAgain) =>
        grains.GetGrain<IIdempotencyGrain>(IdempotencySlots.Of(command)).RunAsync(command);
}
