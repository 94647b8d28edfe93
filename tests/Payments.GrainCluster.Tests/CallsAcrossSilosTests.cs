using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Runtime.Placement;
using Payments.Grains.Accounts;
using Payments.Grains.Idempotency;
using Payments.Grains.Operations;

namespace Payments.GrainCluster.Tests;

/// <summary>What goes along with a call from one silo to another, and what comes back of it.</summary>
public sealed class CallsAcrossSilosTests
{
    private static readonly Exception[] Faults =
    [
        new JournalUnavailableException("the journal is away", new TimeoutException("no connection")),
        new JournalOutcomeUnknownException("nobody could be asked"),
        new InvariantViolationException("this cannot be"),
    ];

    [Fact]
    public async Task A_call_to_an_account_in_another_silo_carries_the_request_s_trace_and_brings_back_its_fault()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.Orleans.Application",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        var calls = new SettledCalls();
        await using var cluster = await ThreeSilos.StartAsync(builder =>
        {
            builder.ConfigureSilo((_, silo) =>
            {
                silo.AddActivityPropagation();
                silo.Services.AddSingleton(services => calls.In(services.GetRequiredService<ILocalSiloDetails>().SiloAddress));
            });
            builder.ConfigureClient(client => client.AddActivityPropagation());
        });
        var teller = new Teller(cluster.Silos.Client);
        var (source, destination) = (await teller.OpenAsync(AccountType.External), await teller.OpenAsync(AccountType.Wallet));
        var transfer = await HoldAwayFromAsync(cluster, teller, source, destination);

        using var request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        foreach (var sent in Faults)
        {
            calls.Fault = sent;
            var fault = await Assert.ThrowsAnyAsync<Exception>(() => teller.PostAsync(transfer));
            Assert.Equal((sent.GetType(), sent.Message, sent.InnerException?.GetType()), (fault.GetType(), fault.Message, fault.InnerException?.GetType()));
        }

        calls.Fault = null;
        Assert.IsType<Done>(await teller.PostAsync(transfer));

        var home = Assert.Single(cluster.WhereActive(GrainKind.Account, source)).SiloAddress;
        Assert.NotEqual(home, Assert.Single(cluster.WhereActive(GrainKind.Transfer, transfer)).SiloAddress);
        Assert.Equal(Enumerable.Repeat((home, request.TraceId, true), Faults.Length + 1), calls.Seen);
    }

    [Fact]
    public async Task A_wish_for_a_silo_goes_with_the_one_call_and_not_with_those_after_it()
    {
        await using var cluster = await ThreeSilos.StartAsync();
        var directory = cluster.Silos.Silos[0].ServiceProvider.GetRequiredService<ISiloDirectory>();

        foreach (var member in await directory.ListAsync(CancellationToken.None))
        {
            Assert.NotNull(await directory.AskAsync(member, silo => silo.ReportAsync()));
            Assert.Null(RequestContext.Get(IPlacementDirector.PlacementHintKey));
        }
    }

    /// <summary>Holds money until one of the transfers has another home than its source: two of three have.</summary>
    private static async Task<Guid> HoldAwayFromAsync(ThreeSilos cluster, Teller teller, Guid source, Guid destination)
    {
        List<SiloAddress> silos = [.. cluster.Silos.Silos.Select(silo => silo.SiloAddress)];
        for (var tries = 0; tries < 100; tries++)
        {
            var transfer = await teller.HoldAsync(source, destination, 1);
            if (!HomeOf(transfer).Equals(HomeOf(source)))
            {
                return transfer;
            }
        }

        throw new InvalidOperationException("every transfer has its source's home");

        SiloAddress HomeOf(Guid id) => Payments.Hosting.Cluster.Homes.Of(IdempotencySlots.SlotOf(id), silos);
    }

    /// <summary>Sees the ends of holds that come to accounts, each in its silo, and lets them fail.</summary>
    private sealed class SettledCalls
    {
        private readonly ConcurrentQueue<(SiloAddress Silo, ActivityTraceId Trace, bool IsFromAfar)> _seen = new();

        public Exception? Fault { get; set; }

        public IEnumerable<(SiloAddress Silo, ActivityTraceId Trace, bool IsFromAfar)> Seen => _seen;

        public IIncomingGrainCallFilter In(SiloAddress silo) => new Filter(this, silo);

        private sealed class Filter(SettledCalls calls, SiloAddress here) : IIncomingGrainCallFilter
        {
            public Task Invoke(IIncomingGrainCallContext context)
            {
                if (context.Request.GetInterfaceType() != typeof(IAccountGrain) || context.Request.GetArgument(0) is not SettleHold)
                {
                    return context.Invoke();
                }

                // The span of this call, whose parent came with the message.
                calls._seen.Enqueue((here, Activity.Current?.TraceId ?? default, Activity.Current?.HasRemoteParent == true));
                return calls.Fault is { } fault ? Task.FromException(fault) : context.Invoke();
            }
        }
    }
}
