using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Payments.Cluster.Tests.Processes;

/// <summary>A cluster by the command that people type: it starts, pays, grows and shrinks, mends itself, drains and ends.</summary>
public sealed class RunTests : IAsyncDisposable
{
    private static readonly TimeSpan ReadyMax = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan ChangeMax = TimeSpan.FromMinutes(1);
    private readonly TemporaryFolder _data = new("payments-run-");
    private readonly int _port = FreePorts();
    private ServerProcess? _run;

    [Fact]
    public async Task A_cluster_starts_pays_scales_mends_itself_drains_and_ends()
    {
        _run = ServerProcess.Start(Command("--silos", "1", "--front-ends", "1"));
        await Waiting.UntilAsync(() => Task.FromResult(_run.Output.Contains("curl -sS", StringComparison.Ordinal)), ReadyMax, () => _run.Output);
        Assert.Matches($"silo-1 .* silo port {_port + 201}, gateway {_port + 301}", _run.Output);
        Assert.Matches($"front-end-1 .* http://localhost:{_port} ", _run.Output);
        await PayAsync();

        Assert.Contains("silo-2 ", await ScaleAsync("--silos", "2"), StringComparison.Ordinal);
        await KillAndAwaitAnotherAsync("silo-1");
        await PayAsync();

        await DrainAsync("silo-2");
        await Waiting.UntilAsync(
            () => Task.FromResult(_run.Output.Contains("silo-2 has left, as it was told to", StringComparison.Ordinal)), ChangeMax, () => _run.Output);
        Assert.Null(ProcessOf("silo-2"));
        await PayAsync();
        await ScaleAsync("--silos", "2");
        Assert.NotNull(ProcessOf("silo-2"));
        await ScaleAsync("--silos", "1");
        Assert.Null(ProcessOf("silo-2"));

        var left = new[] { "silo-1", "front-end-1" }.Select(name => ProcessOf(name)!.Value).ToList();
        Assert.True(await _run.StopAsync(ChangeMax), _run.Output);
        Assert.All(left, process => Assert.False(Directory.Exists($"/proc/{process}"), $"process {process} has stayed"));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, _port + 301);
        taken.Start();
        _run = ServerProcess.Start(Command("--silos", "1"));

        await Waiting.UntilAsync(() => Task.FromResult(!_run.IsRunning), ReadyMax, () => _run.Output);

        Assert.NotEqual(0, _run.ExitCode);
        Assert.Contains($"port {_port + 301}, for silo-1, is taken", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_the_simulated_silo_there_is_no_cluster_and_the_command_says_so()
    {
        _run = ServerProcess.Start(Command("--silos", "3", "--front-ends", "2", "--runtime", "simulated"));

        await Waiting.UntilAsync(() => Task.FromResult(!_run.IsRunning), ReadyMax, () => _run.Output);

        Assert.NotEqual(0, _run.ExitCode);
        Assert.Contains("a cluster needs Microsoft Orleans; the simulated silo is one process", _run.Output, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        if (_run is not null)
        {
            await _run.DisposeAsync();
        }

        _data.Dispose();
    }

    private ServerProgram Command(params string[] arguments) => new("./run", Path.Combine(Repository.Folder, "run"), _port)
    {
        Arguments = arguments,
        Settings = new Dictionary<string, string>
        {
            ["PAYMENTS_PORT"] = $"{_port}",
            ["PAYMENTS_DATA"] = _data.Path,
            ["PAYMENTS_POSTGRES"] = "",
        },
    };

    private async Task<string> ScaleAsync(params string[] counts)
    {
        await using var scale = ServerProcess.Start(Command(["scale", .. counts]));
        await Waiting.UntilAsync(() => Task.FromResult(!scale.IsRunning), ReadyMax, () => scale.Output);
        Assert.True(scale.ExitCode == 0, scale.Output);
        return scale.Output;
    }

    private async Task KillAndAwaitAnotherAsync(string name)
    {
        var before = ProcessOf(name)!.Value;
        using (var process = Process.GetProcessById(before))
        {
            process.Kill();
        }

        await Waiting.UntilAsync(() => Task.FromResult(ProcessOf(name) is { } now && now != before), ChangeMax, () => _run!.Output);
        // It says so at the port that silos have for it, once the others know it.
        await Waiting.UntilAsync(() => IsReadyAsync(_port + 100 + int.Parse(name[^1..], CultureInfo.InvariantCulture)), ChangeMax, () => _run!.Output);
    }

    private static async Task<bool> IsReadyAsync(int port)
    {
        using var client = new HttpClient();
        try
        {
            using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private int? ProcessOf(string name)
    {
        var file = Path.Combine(_data.Path, "cluster", $"{name}.pid");
        return File.Exists(file) && int.TryParse(File.ReadAllText(file), out var process) ? process : null;
    }

    private async Task PayAsync()
    {
        var demo = await DemoFile.ReadAsync(_data.Path);
        var body = $$"""{"source":"{{demo["accounts", "user_usd"]}}","destination":"{{demo["accounts", "merchant_usd"]}}","amount":1,"currency":"USD"}""";
        var key = Guid.NewGuid().ToString("N");
        var answer = "";
        await Waiting.UntilAsync(
            async () => (answer = await PostAsync("/v1/transfers", demo["user", "token"], body, key)).StartsWith("201", StringComparison.Ordinal),
            ChangeMax, () => answer);
    }

    private async Task DrainAsync(string silo)
    {
        var demo = await DemoFile.ReadAsync(_data.Path);
        Assert.StartsWith("200", await PostAsync($"/v1/ops/silos/{silo}/drain", demo["admin", "token"], "", key: null), StringComparison.Ordinal);
    }

    private async Task<string> PostAsync(string path, string token, string body, string? key)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{_port}{path}");
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var response = await client.SendAsync(request);
        return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
    }

    /// <summary>A port with the ones that a cluster's processes have by it.</summary>
    private static int FreePorts()
    {
        while (true)
        {
            var port = FreePort.Next();
            if (new[] { 101, 102, 201, 202, 301, 302 }.All(offset => IsFree(port + offset)))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
