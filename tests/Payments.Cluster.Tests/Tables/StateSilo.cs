using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Orleans.Storage;
using Payments.Hosting.Cluster;

namespace Payments.Cluster.Tests.Tables;

/// <summary>A running silo with Orleans' own grain storage and reminder table on our SQL.</summary>
public sealed class StateSilo : IAsyncLifetime
{
    private readonly MigratedDatabase _database = new();
    private IHost? _silo;

    public IReminderTable Reminders => _silo!.Services.GetRequiredService<IReminderTable>();

    /// <summary>Keeps the row of a state that was cleared.</summary>
    public IGrainStorage Storage => _silo!.Services.GetRequiredKeyedService<IGrainStorage>("keeping");

    /// <summary>Deletes it.</summary>
    public IGrainStorage DeletingStorage => _silo!.Services.GetRequiredKeyedService<IGrainStorage>("deleting");

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePort.Next(), FreePort.Next(), serviceId: "tests", clusterId: "tests");
            silo.UseAdoNetReminderService(options =>
                (options.Invariant, options.ConnectionString) = (ClusterDatabase.Invariant, _database.ConnectionString));
            foreach (var (name, deletes) in new[] { ("keeping", false), ("deleting", true) })
            {
                silo.AddAdoNetGrainStorage(name, options =>
                {
                    (options.Invariant, options.ConnectionString) = (ClusterDatabase.Invariant, _database.ConnectionString);
                    options.DeleteStateOnClear = deletes;
                });
            }
        });
        builder.Logging.ClearProviders();
        _silo = builder.Build();
        await _silo.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_silo is not null)
        {
            await _silo.StopAsync();
            _silo.Dispose();
        }

        await _database.DisposeAsync();
    }
}
