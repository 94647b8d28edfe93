#if ORLEANS
using Orleans;
using Orleans.Runtime;
using Payments.Domain.Commands;
using Payments.Domain.Refusals;

namespace Payments.Hosting.Cluster;

/// <summary>
/// Where a front end's commands come into a silo. It is active in whichever silo a call comes to. A client keeps the calls of one key
/// on one connection while that lasts, so a front end that has asked a key where it leads can choose the silo.
/// </summary>
[Alias("pay.entrance-grain")]
public interface IEntranceGrain : IGrainWithIntegerKey
{
    /// <summary>The silo to which calls of this key lead at the moment.</summary>
    [Alias("Where")]
    Task<SiloAddress> WhereAsync();

    /// <summary>Runs a command by the grain of its slot, wherever that is: at best in this silo.</summary>
    /// <param name="command">A command with its idempotency key.</param>
    [Alias("Run")]
    Task<Answer> RunAsync(Command command);
}
#endif
