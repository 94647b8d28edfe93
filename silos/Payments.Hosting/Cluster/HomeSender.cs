#if ORLEANS
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Orleans.Runtime.Messaging;
using Payments.Domain.Commands;
using Payments.Domain.Refusals;
using Payments.Grains.Idempotency;

namespace Payments.Hosting.Cluster;

/// <summary>
/// Sends a command straight to the home of its slot. What a front end knows of the silos may be old: then the silo that gets
/// the command passes it on, and one that is gone answers nothing; so a second try goes by the grain's key.
/// </summary>
public sealed partial class HomeSender(IClusterClient client, TimeProvider clock, ILogger<HomeSender> logger)
    : BackgroundService, ICommandSender
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookFor = TimeSpan.FromSeconds(10);
    private readonly SlotSender _bySlot = new(client);
    private volatile ICommandService[]? _homes;
    private HashSet<(SiloAddress, int)> _known = [];

    /// <inheritdoc/>
    public async Task<Answer> SendAsync(Command command, bool isAgain)
    {
        if (isAgain || _homes is not { } homes)
        {
            return await _bySlot.SendAsync(command, isAgain);
        }

        try
        {
            return await homes[IdempotencySlots.SlotOf(command)].RunAsync(command);
        }
        catch (ConnectionFailedException e)
        {
            // Like any other silo that gives a command back.
            throw new SiloUnavailableException("the home of the command's slot cannot be reached", e);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, clock);
        do
        {
            await LookAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        try
        {
            var silos = await client.GetGrain<IManagementGrain>(0).GetDetailedHosts(onlyActive: true).WaitAsync(LookFor, clock, stoppingToken);
            Learn(silos);
        }
        catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            Log.LookFailed(logger, e.GetType().Name, e.Message);
        }
    }

    private void Learn(MembershipEntry[] entries)
    {
        var known = entries.Where(entry => entry.ProxyPort > 0).Select(entry => (entry.SiloAddress, entry.ProxyPort)).ToHashSet();
        if (known.Count == 0 || _known.SetEquals(known))
        {
            return;
        }

        var services = known.ToDictionary(silo => silo.SiloAddress, silo => ServiceOf(silo.SiloAddress, silo.ProxyPort));
        var silos = services.Keys.ToList();
        _homes = [.. Enumerable.Range(0, IdempotencySlots.Count).Select(slot => services[Homes.Of(slot, silos)])];
        _known = known;
    }

    private ICommandService ServiceOf(SiloAddress silo, int gatewayPort) =>
        client.GetGrain<ICommandService>(CommandServices.At(SiloAddress.New(silo.Endpoint.Address, gatewayPort, 0)));

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The silos could not be listed ({Fault}: {Message}); commands go where they went")]
        public static partial void LookFailed(ILogger logger, string fault, string message);
    }
}
#endif
