#if ORLEANS
using Orleans;
using Orleans.Runtime;
using Orleans.Services;
using Payments.Domain.Commands;
using Payments.Domain.Refusals;

namespace Payments.Hosting.Cluster;

/// <summary>
/// One on each silo: hands a front end's commands to the grains of their slots. A call of a grain goes to any silo and from
/// there to the grain's; a call of this goes straight to the silo that it names.
/// </summary>
[Alias("pay.command-service")]
public interface ICommandService : IGrainService
{
    /// <summary>Runs a command by the grain of its slot, wherever that is: at best in this silo.</summary>
    /// <param name="command">A command with its idempotency key.</param>
    [Alias("Run")]
    Task<Answer> RunAsync(Command command);
}

/// <summary>What the command services are called by.</summary>
public static class CommandServices
{
    // Any number that no other grain service has; silos and front ends of one cluster need the same.
    private const int TypeCode = 0x70617931;

    /// <summary>The service of one silo, by the address at which front ends reach the silo.</summary>
    public static GrainId At(SiloAddress gateway) => SystemTargetGrainId.CreateGrainServiceGrainId(TypeCode, null!, gateway);
}
#endif
