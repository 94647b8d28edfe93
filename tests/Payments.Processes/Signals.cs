using System.Diagnostics;

namespace Payments.Processes;

/// <summary>Signals to processes, by the program <c>kill</c>.</summary>
public static class Signals
{
    /// <summary>Sends a signal, and returns when it is delivered.</summary>
    /// <param name="process">Id of the process.</param>
    /// <param name="signal">TERM, KILL, STOP, CONT.</param>
    /// <returns>False when there is no such process.</returns>
    public static async Task<bool> SendAsync(int process, string signal)
    {
        var start = new ProcessStartInfo("kill", [$"-{signal}", $"{process}"]);
        return (await ProgramRun.OfAsync(start)).ExitCode == 0;
    }

    /// <summary>True while a process stands still by STOP, as Linux tells in <c>/proc</c>.</summary>
    public static bool IsStopped(int process)
    {
        try
        {
            // proc(5): the state follows the program's name, which is in parentheses.
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].StartsWith('T');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
