using Payments.Watching;

namespace Payments.Cluster.Tests.Processes;

/// <summary>A silo and a front end, each a process, that send what they see to a collector.</summary>
public sealed class ObservedCluster : TestCluster
{
    private OtlpReceiver? _collector;

    /// <summary>Who gets it.</summary>
    public OtlpReceiver Collector => _collector!;

    /// <inheritdoc/>
    protected override int SilosWanted => 1;

    /// <inheritdoc/>
    protected override int FrontEndsWanted => 1;

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string> Settings => Collector.Settings;

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        _collector = await OtlpReceiver.StartAsync();
        await base.InitializeAsync();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Collector.DisposeAsync();
    }
}
