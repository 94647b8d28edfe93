using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.TestingHost;
using Payments.Grains.Operations;
using Payments.Hosting;
using Payments.Journal.Verification;
using Payments.Silo.Feed;
using Payments.Silo.Hosting;
using Payments.Silo.Operations;

// A cluster has a machine's processors to itself: its silos are to be missed when they die, not when they are slow.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Payments.GrainCluster.Tests.Clusters;

/// <summary>Three silos of the product in this process, on a database of their own.</summary>
internal sealed class ThreeSilos : IAsyncDisposable
{
    private const string TablesOfTestGrains = """
        CREATE TABLE consumed (position bigint PRIMARY KEY, ordinal bigint GENERATED ALWAYS AS IDENTITY);
        CREATE TABLE ticked (grain uuid NOT NULL, silo text NOT NULL);
        GRANT ALL ON consumed, ticked TO payments_journal;
        """;

    private readonly string _database;
    private readonly NpgsqlDataSource _superuser;

    private ThreeSilos(string database, InProcessTestCluster silos) =>
        (_database, Silos, _superuser) = (database, silos, NpgsqlDataSource.Create(database));

    /// <summary>The silos.</summary>
    public InProcessTestCluster Silos { get; }

    /// <summary>Starts it.</summary>
    /// <param name="configure">What is different in this test's silos.</param>
    public static async Task<ThreeSilos> StartAsync(Action<InProcessTestClusterBuilder>? configure = null)
    {
        var database = await PostgresServer.CreateDatabaseAsync();
        var builder = new InProcessTestClusterBuilder(3) { Options = { ConfigureFileLogging = false } };
        builder.ConfigureSiloHost((_, host) =>
        {
            host.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Payments:Postgres"] = database,
                ["Payments:Drain:Notice"] = "00:00:00.2",
            });
            host.Services.AddJournal(host.Configuration);
        });
        builder.ConfigureSilo((_, silo) =>
        {
            silo.PlaceAtHome();
            silo.KeepHomes();
            silo.KeepStateInPostgres(ProcessOptions.Read(silo.Services, silo.Configuration));
            silo.Services.AddOperations(silo.Configuration);
            silo.Configure<ClusterMembershipOptions>(FailureDetection.Configure);
            silo.Configure<ReminderOptions>(options =>
            {
                options.MinimumReminderPeriod = TimeSpan.FromSeconds(1);
                // A reminder that is registered while silos are still finding each other waits for its silo to read the table again.
                options.RefreshReminderListPeriod = TimeSpan.FromSeconds(2);
            });
            FeedStreams.AddTo(silo);
        });
        configure?.Invoke(builder);
        var silos = builder.Build();
        await silos.DeployAsync();
        var cluster = new ThreeSilos(database, silos);
        await cluster.ExecuteAsync(TablesOfTestGrains);
        return cluster;
    }

    /// <summary>The first value of the first row.</summary>
    public async Task<T> ScalarAsync<T>(string sql, params object[] values)
    {
        await using var command = _superuser.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Runs a statement.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var command = _superuser.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>What an account has, by its row.</summary>
    public Task<long> PostedAsync(Guid account) => ScalarAsync<long>("SELECT posted FROM balance WHERE account_id = $1", account);

    /// <summary>The whole ledger verifies.</summary>
    public async Task AssertSoundAsync()
    {
        await using var reader = NpgsqlDataSource.Create(_database);
        Assert.Equal([], (await new LedgerVerifier(reader).VerifyAsync(0, CancellationToken.None)).Findings);
    }

    /// <summary>The silos in which a grain is active now.</summary>
    public List<InProcessSiloHandle> WhereActive(GrainKind kind, Guid id) =>
        [.. Silos.Silos.Where(silo => silo.IsActive && silo.ServiceProvider.GetRequiredService<ActiveGrains>().Find(kind, id) is not null)];

    public async ValueTask DisposeAsync()
    {
        await Silos.DisposeAsync();
        await _superuser.DisposeAsync();
        await PostgresServer.DropDatabaseAsync(_database);
    }
}
