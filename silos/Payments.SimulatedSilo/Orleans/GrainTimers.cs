using System.Diagnostics.CodeAnalysis;
using Orleans.Runtime;

namespace Orleans.Runtime
{
    /// <summary>A timer whose callbacks run as turns of its grain and which ends with the activation.</summary>
    public interface IGrainTimer : IDisposable
    {
        /// <summary>Starts the timer again with other times.</summary>
        void Change(TimeSpan dueTime, TimeSpan period);
    }

    /// <summary>When a grain timer fires and what it may do.</summary>
    public readonly struct GrainTimerCreationOptions()
    {
        /// <summary>Options with the two times that are required.</summary>
        [SetsRequiredMembers]
        public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period) : this()
        {
            DueTime = dueTime;
            Period = period;
        }

        /// <summary>The time until the first callback; zero is at once, infinite is never.</summary>
        public required TimeSpan DueTime { get; init; }

        /// <summary>The time from the end of one callback to the next; infinite fires once.</summary>
        public required TimeSpan Period { get; init; }

        /// <summary>Whether a callback may run between the turns of a request that awaits.</summary>
        public bool Interleave { get; init; }

        /// <summary>Whether callbacks count as use, so that the activation is not collected as idle.</summary>
        public bool KeepAlive { get; init; }
    }
}

namespace Orleans
{
    /// <summary>Timers for grains.</summary>
    public static class GrainBaseExtensions
    {
        /// <summary>Calls back in turns of this grain; the token is cancelled when the activation ends.</summary>
        public static IGrainTimer RegisterGrainTimer(
            this IGrainBase grain, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
        {
            ArgumentNullException.ThrowIfNull(grain);
            ArgumentNullException.ThrowIfNull(callback);
            return ((Payments.SimulatedSilo.Activations.Activation)grain.GrainContext).AddTimer(callback, options);
        }
    }
}
