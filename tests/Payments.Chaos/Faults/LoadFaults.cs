namespace Payments.Chaos.Faults;

/// <summary>More load than there is room for.</summary>
internal static class LoadFaults
{
    private const int ExtraWorkers = 48;

    internal static readonly Fault Overload = new("F30", "three times the clients and more, without pauses", OverloadAsync);

    private static async Task<Strike> OverloadAsync(FaultScene scene)
    {
        using var end = new CancellationTokenSource();
        var before = scene.Load.Client.Recorder.Operations;
        var workers = scene.StartWorkers(ExtraWorkers, end.Token);
        await scene.LastAsync(5);
        await end.CancelAsync();
        await workers;
        return new Strike($"{ExtraWorkers} clients more", scene.Load.Client.Recorder.Operations > before);
    }
}
