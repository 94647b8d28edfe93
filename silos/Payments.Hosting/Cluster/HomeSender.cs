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
    private readonly Entrances _entrances = new(client, clock);
    private volatile IEntranceGrain?[] _homes = new IEntranceGrain?[IdempotencySlots.Count];

    /// <inheritdoc/>
    public async Task<Answer> SendAsync(Command command, bool isAgain)
    {
        try
        {
            return !isAgain && _homes[IdempotencySlots.SlotOf(command)] is { } home
                ? await home.RunAsync(command)
                : await _bySlot.SendAsync(command, isAgain);
        }
        catch (ConnectionFailedException e)
        {
            // Like any other silo that gives a command back.
            throw new SiloUnavailableException("no silo could be reached", e);
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

    private async Task LookAsync(CancellationToken stopping)
    {
        try
        {
            var entries = await client.GetGrain<IManagementGrain>(0).GetDetailedHosts(onlyActive: true).WaitAsync(LookFor, clock, stopping);
            List<SiloAddress> silos = [.. entries.Select(entry => entry.SiloAddress)];
            var entrances = await _entrances.OfAsync(silos, stopping);
            if (silos.Count > 0)
            {
                _homes = [.. Enumerable.Range(0, IdempotencySlots.Count).Select(slot => entrances.GetValueOrDefault(Homes.Of(slot, silos)))];
            }
        }
        catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            Log.LookFailed(logger, e.GetType().Name, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The silos could not be listed ({Fault}: {Message}); commands go where they went")]
        public static partial void LookFailed(ILogger logger, string fault, string message);
    }
}
#endif
