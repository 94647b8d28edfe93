using System.Diagnostics;
using System.Net;

namespace Payments.Chaos.Processes;

/// <summary>A silo or a front end as a process of its own, on a port of its own, that can be killed, paused and started again.</summary>
internal sealed class ChaosProcess : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(3) };
    private readonly string _logPath;
    private Process? _process;
    private StreamWriter? _log;

    internal ChaosProcess(string name, string assembly, int port, string folder, Dictionary<string, string> settings)
    {
        (Name, Assembly, Port, Settings) = (name, assembly, port, settings);
        _logPath = Path.Combine(folder, $"{name}.log");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => KillQuietly();
    }

    internal string Name { get; }

    /// <summary>The program; the next start takes it.</summary>
    internal string Assembly { get; set; }

    internal int Port { get; }

    internal Dictionary<string, string> Settings { get; }

    internal bool IsRunning => _process is { HasExited: false };

    internal void Start()
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { Assembly },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(Assembly)!,
        };
        foreach (var (name, value) in Settings)
        {
            start.Environment[name] = value;
        }

        // Several on few cores: tiered compilation in the background is all they can afford.
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        _log ??= new StreamWriter(_logPath, append: true) { AutoFlush = true };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Remember;
        _process.ErrorDataReceived += Remember;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Nothing of the process runs any more when this returns.</summary>
    internal async Task KillAsync()
    {
        KillQuietly();
        if (_process is not null)
        {
            await _process.WaitForExitAsync();
        }
    }

    /// <summary>kill -9, now, from wherever this is called.</summary>
    internal void KillQuietly()
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

    /// <summary>Sends a signal: TERM, STOP, CONT.</summary>
    internal async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process!.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Asks it to end, and waits until it has; kills it after a time.</summary>
    /// <returns>True when it ended by itself.</returns>
    internal async Task<bool> StopAsync(TimeSpan longest)
    {
        if (!IsRunning)
        {
            return true;
        }

        await SignalAsync("TERM");
        using var limit = new CancellationTokenSource(longest);
        try
        {
            await _process!.WaitForExitAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
            return false;
        }
    }

    internal async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await Http.GetAsync(new Uri($"http://127.0.0.1:{Port}/health/ready"));
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException or IOException)
        {
            return false;
        }
    }

    /// <summary>Waits until it is ready. One that ends by itself before is started again, as a supervisor would.</summary>
    internal async Task WaitUntilReadyAsync(TimeSpan longest)
    {
        var started = Stopwatch.GetTimestamp();
        using var ticks = new PeriodicTimer(Tick, TimeProvider.System);
        while (await ticks.WaitForNextTickAsync())
        {
            if (IsRunning && await IsReadyAsync())
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(started) > longest)
            {
                throw new InvalidOperationException($"{Name} did not become ready within {longest}: see {_logPath}");
            }

            if (!IsRunning)
            {
                Start();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
        if (_log is not null)
        {
            await _log.DisposeAsync();
        }
    }

    private void Remember(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is { } text && _log is { } log)
        {
            lock (log)
            {
                try
                {
                    log.WriteLine(text);
                }
                catch (ObjectDisposedException)
                {
                    // Its last words came after the run.
                }
            }
        }
    }
}
