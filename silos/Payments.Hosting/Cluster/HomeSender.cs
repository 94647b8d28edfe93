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
/// the command passes it on, and one that is gone, or that this front end does not reach, answers nothing; so a second try goes
/// by another silo.
/// </summary>
public sealed partial class HomeSender(IClusterClient client, TimeProvider clock, ILogger<HomeSender> logger)
    : BackgroundService, ICommandSender
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookFor = TimeSpan.FromSeconds(2);
    private const int ListKeysMax = 64;
    private readonly SlotSender _bySlot = new(client);
    private readonly Entrances _entrances = new(client, clock);
    private List<SiloAddress> _silos = [];
    private int _listKey;
    private volatile Ways _ways = new();

    /// <inheritdoc/>
    public async Task<Answer> SendAsync(Command command, bool isAgain)
    {
        try
        {
            return _ways.To(IdempotencySlots.SlotOf(command), around: isAgain) is { } entrance
                ? await entrance.RunAsync(command)
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
            // Before anything that takes longer: a silo that does not answer is gone around from now on.
            _ways = new Ways(_silos, await _entrances.AskAgainAsync(stopping));
            var entries = await client.GetGrain<IManagementGrain>(_listKey).GetDetailedHosts(onlyActive: true).WaitAsync(LookFor, clock, stopping);
            _silos = [.. entries.Select(entry => entry.SiloAddress)];
            _ways = new Ways(_silos, await _entrances.FindAsync(_silos, stopping));
        }
        catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            // Every silo has the list, and another key may lead to one that answers.
            _listKey = (_listKey + 1) % ListKeysMax;
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
