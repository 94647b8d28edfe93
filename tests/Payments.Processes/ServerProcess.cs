using System.ComponentModel;
using System.Diagnostics;
using System.Net;

namespace Payments.Processes;

/// <summary>
/// A server as a process of its own: asked whether it is ready, stopped in order, killed, paused and started again. It ends
/// with this process, however that ends.
/// </summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private static readonly TimeSpan KillMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LastWordsMax = TimeSpan.FromSeconds(5);

    private readonly ProcessOutput _output;
    private Process? _process;

    /// <summary>Not started yet.</summary>
    public ServerProcess(ServerProgram program)
    {
        (Program, _output) = (program, new ProcessOutput(program.LinesMax, program.LogFile));
        Leftovers.Add(this);
    }

    /// <summary>What it runs; the next start takes it.</summary>
    public ServerProgram Program { get; set; }

    public string Name => Program.Name;

    public int Port => Program.Port;

    /// <summary>Where it serves HTTP.</summary>
    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>Its process id.</summary>
    public int Id => Started.Id;

    /// <summary>The id of the process that was started last, whether it has ended or not; null before the first one.</summary>
    public int? LastId { get; private set; }

    /// <summary>With what code it has ended.</summary>
    public int ExitCode => Started.ExitCode;

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>What it has written, as much as its program lets keep: logs, and why it did not start.</summary>
    public string Output => _output.ToString();

    private Process Started => _process ?? throw new InvalidOperationException($"{Name} has not been started");

    /// <summary>Starts a program.</summary>
    public static ServerProcess Start(ServerProgram program)
    {
        var server = new ServerProcess(program);
        server.Start();
        return server;
    }

    /// <summary>Starts it, anew when it has ended.</summary>
    public void Start()
    {
        _process?.Dispose();
        _process = Program.Start();
        LastId = _process.Id;
        _output.ReadFrom(_process);
    }

    /// <summary>Whether <c>/health/ready</c> answers 200.</summary>
    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await Http.GetAsync(new Uri(Address, "/health/ready"));
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException or IOException)
        {
            return false;
        }
    }

    /// <summary>Waits until it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended before.</exception>
    /// <exception cref="TimeoutException">It is not ready within that time.</exception>
    public Task WaitUntilReadyAsync(TimeSpan longest) => Waiting.UntilAsync(
        async () => IsRunning ? await IsReadyAsync() : throw await EndedAsync(),
        longest, () => $"{Name} is ready; it wrote:\n{Output}");

    /// <summary>Waits until it is ready. Whenever it has ended it is started again, as a supervisor would.</summary>
    /// <exception cref="TimeoutException">It is not ready within that time.</exception>
    public Task SuperviseUntilReadyAsync(TimeSpan longest) => Waiting.UntilAsync(
        () =>
        {
            if (!IsRunning)
            {
                Start();
            }

            return IsReadyAsync();
        },
        longest, () => $"{Name} is ready; it wrote:\n{Output}");

    /// <summary>SIGSTOP: it stands still.</summary>
    public Task PauseAsync() => Signals.SendAsync(Id, "STOP");

    /// <summary>SIGCONT: it goes on.</summary>
    public Task ContinueAsync() => Signals.SendAsync(Id, "CONT");

    /// <summary>SIGKILL, now, from wherever this is called; it may have ended already.</summary>
    public void Kill()
    {
        try
        {
            _process?.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    /// <summary>SIGKILL; nothing of it runs any more when this returns.</summary>
    public async Task KillAsync()
    {
        Kill();
        if (_process is { } process)
        {
            await process.WaitForExitAsync();
        }
    }

    /// <summary>SIGTERM: asks it to end, and waits until it has; kills it and its children after a time.</summary>
    /// <returns>True when it ended by itself.</returns>
    public async Task<bool> StopAsync(TimeSpan longest)
    {
        if (!IsRunning)
        {
            return true;
        }

        await Signals.SendAsync(Id, "TERM");
        using var limit = new CancellationTokenSource(longest);
        try
        {
            await Started.WaitForExitAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            Started.Kill(entireProcessTree: true);
            Started.WaitForExit(KillMax);
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(Program.StopMax);
        Leftovers.Remove(this);
        _process?.Dispose();
        _process = null;
        _output.Dispose();
    }

    private async Task<InvalidOperationException> EndedAsync()
    {
        // Its last words, which tell why, may still be on their way.
        await Started.WaitForExitAsync().WaitAsync(LastWordsMax).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return new InvalidOperationException($"{Name} ended with {Started.ExitCode} before it was ready:\n{Output}");
    }

    /// <summary>SIGKILL to it and all that it has started; nothing of it runs any more when this returns.</summary>
    internal void KillTree()
    {
        try
        {
            _process?.Kill(entireProcessTree: true);
            _process?.WaitForExit(KillMax);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended, or another thread has just left it. What else was started still has to end.
        }
    }
}
