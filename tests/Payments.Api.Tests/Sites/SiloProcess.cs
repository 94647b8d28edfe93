using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Payments.Api.Tests.Sites;

/// <summary>The built silo as a process of its own, as <c>./run</c> starts it. Ends with the tests.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private static readonly TimeSpan ReadyMax = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(20);
    private readonly ConcurrentQueue<string> _output = new();
    private readonly Process _process;

    private SiloProcess(Process process, Uri address)
    {
        (_process, Address) = (process, address);
        AppDomain.CurrentDomain.ProcessExit += Kill;
        process.OutputDataReceived += Remember;
        process.ErrorDataReceived += Remember;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    /// <summary>Everything that it has written: logs, and why it did not start.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Starts it on a database and waits until it is ready.</summary>
    public static async Task<SiloProcess> StartAsync(string postgres, string directory, IReadOnlyDictionary<string, string> settings)
    {
        var port = FreePort();
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { Assembly() },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Payments__Postgres"] = postgres;
        start.Environment["Payments__Port"] = $"{port}";
        start.Environment["Payments__DataDirectory"] = directory;
        start.Environment["Payments__Demo"] = "true";
        foreach (var (name, value) in settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var silo = new SiloProcess(Process.Start(start)!, new Uri($"http://127.0.0.1:{port}"));
        await silo.WaitUntilReadyAsync();
        return silo;
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= Kill;
        if (!_process.HasExited)
        {
            using var terminate = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
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

    /// <summary>What <c>./test</c> names, or the silo that was built beside these tests.</summary>
    private static string Assembly()
    {
        if (Environment.GetEnvironmentVariable("PAYMENTS_TEST_SILO") is { Length: > 0 } given)
        {
            return given;
        }

        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent!.Parent!.FullName, "Payments.Silo", own.Name, "Payments.Silo.dll");
    }

    private async Task WaitUntilReadyAsync()
    {
        using var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        var started = Stopwatch.GetTimestamp();
        while (await ticks.WaitForNextTickAsync())
        {
            if (await IsReadyAsync(client))
            {
                return;
            }

            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > ReadyMax)
            {
                throw new InvalidOperationException($"the silo did not become ready:\n{Output}");
            }
        }
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

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
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
