using System.Collections.Concurrent;
using System.Diagnostics;

namespace Payments.Processes;

/// <summary>Starts programs that the kernel ends when this process ends, also when that is killed.</summary>
/// <remarks>
/// The kernel sends its signal when the thread ends that has started the program, not when the process does, and threads of the
/// pool come and go: so one thread, which stays, starts all of them. Needs <c>setpriv</c> (util-linux); where it is missing,
/// programs are started without that.
/// </remarks>
internal static class BoundStart
{
    private const string Launcher = "setpriv";
    private static readonly bool HasLauncher = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Any(folder => File.Exists(Path.Combine(folder, Launcher)));

    private static readonly BlockingCollection<Action> Starts = Begin();

    /// <summary>Starts a program.</summary>
    /// <param name="start">The program and its arguments, as a list.</param>
    /// <param name="signal">What it gets when this process has ended: KILL, or TERM when it ends others itself.</param>
    public static Process Start(ProcessStartInfo start, string signal)
    {
        if (HasLauncher)
        {
            start.ArgumentList.Insert(0, start.FileName);
            start.ArgumentList.Insert(0, "--");
            start.ArgumentList.Insert(0, signal);
            start.ArgumentList.Insert(0, "--pdeathsig");
            start.FileName = Launcher;
        }

        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Starts.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception fault)
            {
                started.SetException(fault);
            }
        });
        return started.Task.GetAwaiter().GetResult();
    }

    private static BlockingCollection<Action> Begin()
    {
        var starts = new BlockingCollection<Action>();
        var thread = new Thread(() =>
        {
            foreach (var start in starts.GetConsumingEnumerable())
            {
                start();
            }
        }) { IsBackground = true, Name = "starts processes" };
        thread.Start();
        return starts;
    }
}
