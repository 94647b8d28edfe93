using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace Payments.SimulatedSilo.Activations;

/// <content>The first and the last turns of an activation.</content>
internal sealed partial class Activation
{
    private async Task ActivateAsync()
    {
        try
        {
            Construct();
            await _grain!.OnActivateAsync(CancellationToken.None);
            Open();
        }
        catch (Exception failure)
        {
            Log.ActivationFailed(Silo.Logger, Id.ToString(), failure);
            foreach (var work in await EndAsync())
                work.Reject(failure);
        }
    }

    private void Construct()
    {
        _scope = Silo.Services.CreateAsyncScope();
        var outer = _underConstruction;
        _underConstruction = this;
        try
        {
            _grain = Id.Class.Create(ActivationServices);
        }
        finally
        {
            _underConstruction = outer;
        }
    }

    private void Open()
    {
        Silo.Collector.Watch(this);
        lock (_admission)
        {
            _usedAt = Silo.Clock.GetTimestamp();
            _state = _ending is null ? State.Active : State.Deactivating;
            if (_state == State.Active)
                BeginWaiting();
            else
                EndIfQuiet();
        }
    }

    private async Task DeactivateAsync()
    {
        try
        {
            _timers.Stop();
            await _grain!.OnDeactivateAsync(_ending!.Value, CancellationToken.None);
        }
        catch (Exception failure)
        {
            Log.DeactivationFailed(Silo.Logger, Id.ToString(), failure);
        }

        foreach (var work in await EndAsync())
            work.Reroute();
    }

    /// <summary>Leaves the directory before anything is rerouted, so that a new activation takes it.</summary>
    private async Task<ActivationWork[]> EndAsync()
    {
        _timers.Stop();
        try
        {
            await DisposeGrainAsync();
        }
        catch (Exception failure)
        {
            Log.DeactivationFailed(Silo.Logger, Id.ToString(), failure);
        }

        Silo.Collector.Forget(this);
        Silo.Remove(this);
        lock (_admission)
        {
            _state = State.Ended;
            return _admission.TakeWaiting();
        }
    }

    private async Task DisposeGrainAsync()
    {
        if (_grain is IAsyncDisposable asyncDisposable)
            await asyncDisposable.DisposeAsync();
        else if (_grain is IDisposable disposable)
            disposable.Dispose();

        if (_scope is { } scope)
            await scope.DisposeAsync();

        _grain = null;
        _scope = null;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Grain} could not be activated; its callers get the exception")]
        public static partial void ActivationFailed(ILogger logger, string grain, Exception failure);

        [LoggerMessage(LogLevel.Warning, "{Grain} failed while it was deactivated; it ends all the same")]
        public static partial void DeactivationFailed(ILogger logger, string grain, Exception failure);
    }
}
