using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Payments.Benchmarks.Machine;

/// <summary>A server process of this run, stopped with it.</summary>
internal sealed class ChildServer : IAsyncDisposable
{
    private const int PortMin = 15_000;
    private const int PortMax = 32_000;
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(15);
    private readonly Process _process;
    private readonly Queue<string> _lastLines = new();
    private bool _disposed;

    private ChildServer(Process process, Uri address)
    {
        _process = process;
        Address = address;
        // Nothing that this run started outlives it, also when it is told to stop.
        AppDomain.CurrentDomain.ProcessExit += Kill;
    }

    public Uri Address { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The end of what the process wrote, to explain why it did not start.</summary>
    public string LastLines
    {
        get
        {
            lock (_lastLines)
            {
                return string.Join('\n', _lastLines);
            }
        }
    }

    /// <summary>Runs <c>dotnet assembly arguments</c>; "{port}" in an argument or value becomes a free port.</summary>
    public static ChildServer Start(
        string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment) =>
        StartProgram(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [assembly, .. arguments], environment);

    /// <summary>Runs any program that serves; "{port}" as above, and an empty value takes a variable away.</summary>
    public static ChildServer StartProgram(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var port = FreePort();
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(WithPort(argument, port));
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value.Length == 0 ? null : WithPort(value, port);
        }

        var server = new ChildServer(Process.Start(start)!, new Uri($"http://127.0.0.1:{port}"));
        server._process.OutputDataReceived += server.Remember;
        server._process.ErrorDataReceived += server.Remember;
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        return server;
    }

    /// <summary>Starts this executable again in one of its serving roles.</summary>
    public static async Task<ChildServer> StartOwnAsync(string role, params string[] arguments)
    {
        // What the web SDK would choose for a server; this executable's own setting is for the generator.
        var environment = new Dictionary<string, string>
        {
            ["DOTNET_gcServer"] = "1",
            ["DOTNET_gcConcurrent"] = "1",
        };
        string[] all = [role, "--port", "{port}", .. arguments];
        var server = Start(typeof(ChildServer).Assembly.Location, all, environment);
        await server.WaitUntilReadyAsync("/health/ready", TimeSpan.FromSeconds(30));
        return server;
    }

    public async Task WaitUntilReadyAsync(string path, TimeSpan timeout)
    {
        using var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        var started = Stopwatch.GetTimestamp();
        while (!await IsReadyAsync(client, path))
        {
            if (HasExited || Stopwatch.GetElapsedTime(started) > timeout)
            {
                throw new InvalidOperationException($"{Address} did not become ready:\n{LastLines}");
            }

            await Task.Delay(10);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
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

    private void Kill(object? sender, EventArgs arguments) => _process.Kill(entireProcessTree: true);

    private static async Task<bool> IsReadyAsync(HttpClient client, string path)
    {
        try
        {
            using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private void Remember(object sender, DataReceivedEventArgs line)
    {
        lock (_lastLines)
        {
            _lastLines.Enqueue(line.Data ?? string.Empty);
            while (_lastLines.Count > 40)
            {
                _lastLines.Dequeue();
            }
        }
    }

    private static string WithPort(string text, int port) =>
        text.Replace("{port}", $"{port}", StringComparison.Ordinal);

    /// <summary>
    /// Below the ports that the kernel gives to clients: whoever asks such a port again and again until a server is there
    /// may be given it as its own, and is connected to itself.
    /// </summary>
    internal static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(PortMin, PortMax);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: another one.
            }
        }
    }
}
