using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Payments.Journal.Writing;

namespace Payments.GrainCluster.Tests.Clusters;

/// <summary>Keeps commands from the journal's writers while it is closed, as a database does that hangs.</summary>
internal sealed class GatedJournal
{
    private volatile TaskCompletionSource? _closed;

    /// <summary>Puts it in front of each silo's writer.</summary>
    public void Into(InProcessTestClusterBuilder builder) => builder.ConfigureSiloHost((_, host) =>
        host.Services.AddSingleton<IJournal>(services => new Gated(this, services.GetRequiredService<JournalWriter>())));

    /// <summary>What comes from now on waits.</summary>
    public void Close() => _closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What waits goes on.</summary>
    public void Open() => Interlocked.Exchange(ref _closed, null)?.SetResult();

    private sealed class Gated(GatedJournal gate, JournalWriter writer) : IJournal
    {
        public async Task<Answer> AppendAsync(Command command)
        {
            await (gate._closed?.Task ?? Task.CompletedTask);
            return await writer.AppendAsync(command);
        }
    }
}
