#if ORLEANS
using System.Globalization;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Payments.Grains.Operations;
using Payments.Hosting.Cluster;
using Payments.Journal.Observation;

namespace Payments.Silo.Hosting;

/// <summary>
/// Ends a silo that PostgreSQL does not answer while it answers another one. Such a silo can execute nothing, and its accounts would
/// answer nobody for as long as that lasts: the others reach it, so they leave it where it is. When PostgreSQL answers nobody,
/// all stay, and go on when it does.
/// </summary>
internal sealed partial class StrandedSilo(
    ServerReach reach, IClusterMembershipService membership, ISiloDirectory directory, ILocalSiloDetails silo, IOptions<ClusterSettings> cluster,
    TimeProvider clock, ILogger<StrandedSilo> logger) : BackgroundService
{
    private const int ExitCode = 1;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(2);

    private bool IsStranded => reach.MissedFor >= cluster.Value.PostgresPatience;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (IsStranded && await FindWhoReachesAsync() is { } other)
            {
                // A look of its own, from beginning to end: this process may have stood still.
                await reach.LookAsync(stoppingToken);
                if (IsStranded)
                {
                    End(other);
                }
            }
        }
    }

    /// <summary>
    /// A silo that PostgreSQL has answered for as long: after an outage it answers one silo earlier than the next, and that is no reason.
    /// </summary>
    private async Task<string?> FindWhoReachesAsync()
    {
        var others = membership.CurrentSnapshot.Members.Values
            .Where(member => member.Status == SiloStatus.Active && !member.SiloAddress.Equals(silo.SiloAddress));
        var answers = await Task.WhenAll(others.Select(other => AskAsync(new SiloMember(
            other.SiloAddress.ToParsableString(), other.Name, other.SiloAddress.Endpoint.ToString(), SiloState.Active, Since: null))));
        return Array.Find(answers, answer => answer.ReachedFor >= cluster.Value.PostgresPatience).Name;
    }

    private async Task<(string? Name, TimeSpan? ReachedFor)> AskAsync(SiloMember other)
    {
        try
        {
            var report = await directory.AskAsync(other, grain => grain.ReportAsync()).WaitAsync(AnswerMax, clock);
            return (other.Name, report?.PostgresReachedFor);
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            return (other.Name, null);
        }
    }

    /// <summary>At once, as when it is killed: there is nothing that it could hand over or finish without PostgreSQL.</summary>
    private void End(string other)
    {
        Log.Ends(logger, reach.MissedFor?.TotalSeconds.ToString("0", CultureInfo.InvariantCulture), other);
        Environment.Exit(ExitCode);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Critical,
            "PostgreSQL has not answered this silo for {Seconds} s, and answers {Other}: this silo ends, so that its accounts become active elsewhere")]
        public static partial void Ends(ILogger logger, string? seconds, string other);
    }
}
#endif
