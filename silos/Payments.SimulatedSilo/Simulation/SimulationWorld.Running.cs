using System.Text;
using Payments.SimulatedSilo.Activations;
using Payments.SimulatedSilo.Turns;

namespace Payments.SimulatedSilo.Simulation;

/// <content>Driving a run, and saying what waited when it failed.</content>
public sealed partial class SimulationWorld
{
    private const int ShownAtMost = 20;

    internal Task StartTask(VirtualProcess process, string name, Func<Task> run, bool failsTheRun = true)
    {
        var task = new SimulatedTask(this, process, name, run, failsTheRun);
        _tasks.Add(task);
        new TurnQueue(process, name, _scheduler.NextQueueNumber()).Post(task);
        return task.Completion;
    }

    private void Drive(Func<Task> scenario, TaskCompletionSource<SimulationReport> result)
    {
        try
        {
            var task = StartTask(_clients, "the scenario", scenario, failsTheRun: false);
            _scheduler.Drive(() => task.IsCompleted);
            if (_scheduler.Failed is { } failure)
                result.SetException(Failure(failure.What, failure.Cause));
            else if (task.IsCompletedSuccessfully)
                result.SetResult(Report);
            else
                result.SetException(Failure("the scenario failed", task.Exception?.InnerException));
        }
        catch (Exception failure)
        {
            result.SetException(Failure("the simulator itself failed", failure));
        }
    }

    private SimulationFailedException Failure(string what, Exception? cause)
    {
        var text = new StringBuilder().Append($"{what}: {cause?.Message}").AppendLine().Append(Report).AppendLine();
        Append(text, "not finished", _tasks.Where(task => task.Process.IsAlive).Select(task => task.Name));
        Append(text, "calls without an answer", _senders.SelectMany(sender => sender.Calls.Oldest.Select(request =>
            $"{request} from {sender.Silo?.Name ?? "clients"}, "
            + (request.DeliveredTo is { } silo ? $"delivered to {silo.Name}" : "not delivered"))));
        Append(text, "could happen next", _scheduler.Ready.Append($"{_scheduler.TimerCount} timers"));
        text.AppendLine("last events:");
        foreach (var line in _trace.Last())
            text.Append("  ").AppendLine(line);

        return new SimulationFailedException(text.ToString(), Report, cause);
    }

    private static void Append(StringBuilder text, string title, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        text.AppendLine($"{title}: {all.Count}");
        foreach (var line in all.Take(ShownAtMost))
            text.Append("  ").AppendLine(line);
    }

    /// <summary>The other silos learn of a crash.</summary>
    private sealed class Detection(SimulationWorld world, SiloLife life) : IDue
    {
        public int Version => 0;

        public void Due() => world.DeclareDead(life);
    }

    /// <summary>A scenario, client or background loop.</summary>
    private sealed class SimulatedTask(
        SimulationWorld world, VirtualProcess process, string name, Func<Task> run, bool failsTheRun) : ITurn
    {
        // Completed as the last thing of its turn; see CallSender.AnswerOptions.
        private readonly TaskCompletionSource _completion = new();

        public string Name => name;

        public VirtualProcess Process => process;

        public Task Completion => _completion.Task;

        public void Run() => _ = RunAsync();

        private async Task RunAsync()
        {
            try
            {
                await run();
                world._tasks.Remove(this);
            }
            catch (Exception failure)
            {
                world._tasks.Remove(this);
                if (failsTheRun)
                    world._scheduler.Fail($"{name} failed", failure);

                _completion.SetException(failure);
                return;
            }

            _completion.SetResult();
        }
    }
}
