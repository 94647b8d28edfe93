using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Payments.Benchmarks.Load;
using Payments.Benchmarks.Machine;
using Payments.Benchmarks.Product;
using Payments.Benchmarks.Report;
using Payments.Domain;
using Payments.Domain.Commands;
using Payments.Domain.Ledger;
using Payments.Journal.Connections;
using Payments.Journal.Migrations;
using Payments.Journal.Writing;

namespace Payments.Benchmarks.Journal;

/// <summary>
/// The limit of the design: the silo's journal writer with its default options on a database of its own, without grains and
/// without HTTP. It runs in this process, so its CPU is the client's.
/// </summary>
internal sealed class JournalAlone : IAsyncDisposable
{
    private const int InFlight = 4_000;
    private const long Funds = 1_000_000_000;
    private const int FingerprintLength = 56;
    private static readonly Currency Usd = Currency.Of("USD");
    private static readonly Guid Owner = Guid.CreateVersion7();

    private readonly JournalConnections _connections;
    private readonly ServiceProvider _services;
    private readonly JournalWriter _writer;
    private readonly int? _postmaster;
    private Guid[] _accounts = [];
    private long[] _epochs = [];
    private long _completed;
    private long _refused;
    private volatile bool _isOver;

    private JournalAlone(string connectionString, int? postmaster)
    {
        _postmaster = postmaster;
        _connections = new JournalConnections(new JournalConnectionOptions { ConnectionString = connectionString });
        _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        _writer = new JournalWriter(
            new PostgresJournalStore(_connections.Writer), new JournalWriterOptions(), TimeProvider.System,
            new JournalMetrics(_services.GetRequiredService<IMeterFactory>()), NullLogger<JournalWriter>.Instance);
    }

    public static async Task<JournalAlone> CreateAsync(string postgres, int accounts, int? postmaster)
    {
        var journal = new JournalAlone(await ProductDatabase.CreateAsync(postgres, "bench_journal"), postmaster);
        await new MigrationRunner(journal._connections.Owner).MigrateAsync(CancellationToken.None);
        await new MonthPartitions(journal._connections.Writer).EnsureMonthsAsync(CancellationToken.None);
        journal._writer.Start();
        await journal.OpenAccountsAsync(accounts);
        return journal;
    }

    public Task WarmUpAsync(TimeSpan duration) =>
        Warmth.UntilSteadyAsync([Environment.ProcessId], async () => (await MeasureAsync(duration)).PerSecond);

    public async Task<Sample> MeasureAsync(TimeSpan duration)
    {
        (_completed, _refused, _isOver) = (0, 0, false);
        var meter = CpuMeter.Start([], [], _postmaster);
        var started = TimeProvider.System.GetTimestamp();
        var clients = Enumerable.Range(0, InFlight).Select(_ => Task.Run(TransferAsync)).ToArray();
        await Task.Delay(duration);
        var (completed, elapsed) = (Interlocked.Read(ref _completed), TimeProvider.System.GetElapsedTime(started));
        var used = meter.Stop();
        _isOver = true;
        await Task.WhenAll(clients);
        return Sample.Of(completed / elapsed.TotalSeconds, completed, elapsed, used) with
        {
            Invalid = _refused == 0 ? null : $"{_refused} transfers were refused",
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.StopAsync();
        await _connections.DisposeAsync();
        await _services.DisposeAsync();
    }

    private async Task TransferAsync()
    {
        var random = new Randomness((ulong)Random.Shared.NextInt64());
        while (!_isOver)
        {
            var source = random.Below(_accounts.Length);
            var destination = (source + 1 + random.Below(_accounts.Length - 1)) % _accounts.Length;
            var answer = await _writer.AppendAsync(
                Transfer(_accounts[source], _accounts[destination], 100 + random.Below(900), _epochs[source]));
            Interlocked.Increment(ref _completed);
            if (answer is not Done)
            {
                Interlocked.Increment(ref _refused);
            }
        }
    }

    private async Task OpenAccountsAsync(int count)
    {
        await RunAsync(new RegisterParty
        {
            Origin = Admin(),
            Idempotency = Stamp("POST /v1/merchants"),
            PartyId = Owner,
            Kind = PartyKind.Merchant,
            Name = "Bench",
        });
        var external = await OpenAsync(AccountType.External, floor: null);
        _accounts = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => OpenAsync(AccountType.Wallet, floor: 0)));
        await Task.WhenAll(_accounts.Select(account => RunAsync(Transfer(external, account, Funds, epoch: null))));
        _epochs = await Task.WhenAll(_accounts.Select(ClaimAsync));
    }

    private async Task<Guid> OpenAsync(AccountType type, long? floor) => ((AccountOutcome)await RunAsync(new OpenAccount
    {
        Origin = Admin(),
        Idempotency = Stamp("POST /v1/accounts"),
        AccountId = Guid.CreateVersion7(),
        OwnerId = Owner,
        Type = type,
        Currency = Usd,
        Floor = floor,
    })).Account.Id;

    private async Task<long> ClaimAsync(Guid account) =>
        ((AccountOutcome)await RunAsync(new ClaimAccount { AccountId = account, Origin = Admin() })).Account.Epoch;

    private async Task<Outcome> RunAsync(Command command) => await _writer.AppendAsync(command) is Done done
        ? done.Outcome
        : throw new InvalidOperationException("the journal refused to set up the bench");

    private static TransferMoney Transfer(Guid source, Guid destination, long amount, long? epoch) => new()
    {
        Origin = Admin(),
        Idempotency = Stamp("POST /v1/transfers"),
        TransferId = Guid.CreateVersion7(),
        Source = source,
        Destination = destination,
        Amount = amount,
        Currency = Usd,
        Epoch = epoch,
    };

    private static Origin Admin() => new()
    {
        TenantId = Owner,
        Actor = "key_00000000000000000000000000",
        Role = Role.Admin,
        Address = "127.0.0.1",
        RequestId = "req_00000000000000000000000000",
    };

    private static IdempotencyStamp Stamp(string route)
    {
        var id = Guid.NewGuid();
        return new IdempotencyStamp
        {
            OperationId = id,
            Key = id.ToString("N"),
            Route = route,
            Fingerprint = new byte[FingerprintLength],
        };
    }
}
