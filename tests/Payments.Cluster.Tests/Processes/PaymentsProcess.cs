using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace Payments.Cluster.Tests.Processes;

/// <summary>A silo or a front end as a process of its own.</summary>
internal sealed class PaymentsProcess : IAsyncDisposable
{
    private static readonly TimeSpan ReadyMax = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(30);
    private readonly ConcurrentQueue<string> _output = new();
    private readonly Process _process;

    private PaymentsProcess(Process process, string name, int port)
    {
        (_process, Name, Address) = (process, name, new Uri($"http://127.0.0.1:{port}"));
        AppDomain.CurrentDomain.ProcessExit += Kill;
        process.OutputDataReceived += Remember;
        process.ErrorDataReceived += Remember;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Name { get; }

    /// <summary>Where it serves HTTP.</summary>
    public Uri Address { get; }

    public bool IsRunning => !_process.HasExited;

    /// <summary>Everything that it has written.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Starts a program, Payments.Silo or Payments.Api, with settings from the environment.</summary>
    public static PaymentsProcess Start(string program, string name, IReadOnlyDictionary<string, string> settings)
    {
        var port = FreePort.Next();
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { AssemblyOf(program) },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Payments__Port"] = $"{port}";
        foreach (var (setting, value) in settings)
        {
            start.Environment[setting.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return new PaymentsProcess(Process.Start(start)!, name, port);
    }

    /// <summary>Waits until it says that it is ready.</summary>
    public async Task WaitUntilReadyAsync()
    {
        using var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        await Waiting.UntilAsync(
            async () => _process.HasExited || await IsReadyAsync(client), ReadyMax, () => $"{Name} is not ready:\n{Output}");
        Assert.True(IsRunning, $"{Name} ended before it was ready:\n{Output}");
    }

    /// <summary>Sends a signal: KILL, STOP, CONT.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        kill.WaitForExit();
        if (name == "KILL")
        {
            _process.WaitForExit();
        }
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= Kill;
        if (IsRunning)
        {
            Signal("TERM");
            using var limit = new CancellationTokenSource(StopMax);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }

    /// <summary>What was built beside these tests.</summary>
    private static string AssemblyOf(string program)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent!.Parent!.FullName, program, own.Name, $"{program}.dll");
    }

    private static async Task<bool> IsReadyAsync(HttpClient client)
    {
        try
        {
            using var response = await client.GetAsync("/health/ready");
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private void Remember(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is { } text)
        {
            _output.Enqueue(text);
        }
    }

    private void Kill(object? sender, EventArgs arguments) => _process.Kill(entireProcessTree: true);
}
