using System.Globalization;

namespace Payments.Journal.Tests.Databases;

/// <summary>When tests are killed or told to end, nothing of what they have started goes on.</summary>
public sealed class KilledHostTests
{
    private const string FileVariable = "KILLED_HOST_FILE";
    private const string Scratch = "payments-scratch-";
    private const string PostgresVariable = "PAYMENTS_TEST_POSTGRES";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("KILL", 1)]
    [InlineData("TERM", 0)]
    public async Task Of_tests_that_are_ended_no_process_and_no_database_is_left(string signal, int folders)
    {
        using var folder = new TemporaryFolder("payments-killed-host-");
        var file = Path.Combine(folder.Path, "started");
        await using var host = ServerProcess.Start(Host(file));
        await Waiting.UntilAsync(() => Task.FromResult(!host.IsRunning || File.Exists(file)), Longest, () => host.Output);
        Assert.True(host.IsRunning, host.Output);
        var started = (await File.ReadAllLinesAsync(file)).Select(line => int.Parse(line, CultureInfo.InvariantCulture)).ToList();
        // The last are the program, the script and its child; of the database's processes some come and go.
        Assert.True(started.TakeLast(3).All(IsAlive) && started.SkipLast(3).Any(IsAlive), host.Output);

        await Signals.SendAsync(host.Id, signal);

        await Waiting.UntilAsync(() => Task.FromResult(!host.IsRunning), Longest, "the end of the host");
        await Waiting.UntilAsync(
            () => Task.FromResult(!started.Exists(IsAlive)), Longest, () => $"the end of {string.Join(", ", started.Where(IsAlive))}");
        await Waiting.UntilAsync(
            () => Task.FromResult(Directory.GetDirectories(folder.Path, "payments-postgres-*").Length == 0), Longest,
            "the end of the database's folder");
        Assert.Equal(folders, Directory.GetDirectories(folder.Path, $"{Scratch}*").Length);
    }

    /// <summary>What the test above ends: it has started a program, a script with a child, and a database, and made a folder.</summary>
    [Fact(Explicit = true)]
    public async Task A_host_starts_others_and_waits()
    {
        var file = Environment.GetEnvironmentVariable(FileVariable);
        Assert.SkipWhen(file is null, $"{FileVariable} does not say where to write");
        using var scratch = new TemporaryFolder(Scratch);
        var postgres = await PostgresServer.AdministratorAsync();
        var database = PostgresFolder.ProcessIdsOf(PostgresFolder.ClusterOf(PostgresFolder.In(Path.GetDirectoryName(file)!)));
        await using var program = ServerProcess.Start(Test(nameof(A_program_waits)) with
        {
            Settings = new Dictionary<string, string> { [PostgresVariable] = postgres },
        });
        await using var script = ServerProcess.Start(new ServerProgram("a script", "bash", FreePort.Next())
        {
            Arguments = ["-c", "trap 'kill $!; exit 0' TERM; sleep 600 & echo $!; wait"],
        });
        await Waiting.UntilAsync(() => Task.FromResult(script.Output.Length > 0), Longest, "the script's child");

        await File.WriteAllLinesAsync(
            file + ".part", [.. database.Select(id => $"{id}"), $"{program.Id}", $"{script.Id}", script.Output]);
        File.Move(file + ".part", file!);
        await WaitAsync();
    }

    [Fact(Explicit = true)]
    public Task A_program_waits() => WaitAsync();

    private static Task WaitAsync() => Waiting.UntilAsync(() => Task.FromResult(false), TimeSpan.FromMinutes(5), "being killed");

    private static ServerProgram Host(string file) => Test(nameof(A_host_starts_others_and_waits)) with
    {
        // With a PostgreSQL of its own, in the folder of that file.
        Settings = new Dictionary<string, string>
        {
            [FileVariable] = file, [PostgresVariable] = "", ["TMPDIR"] = Path.GetDirectoryName(file)!,
        },
    };

    /// <summary>A test of this class as a program.</summary>
    private static ServerProgram Test(string name) => new(name, typeof(KilledHostTests).Assembly.Location, FreePort.Next())
    {
        Arguments = ["-noLogo", "-explicit", "only", "-method", $"{typeof(KilledHostTests).FullName}.{name}"],
    };

    /// <summary>True while it has not ended; one that nobody has asked about since has.</summary>
    private static bool IsAlive(int process)
    {
        try
        {
            var state = File.ReadAllText($"/proc/{process}/stat");
            return state[state.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
