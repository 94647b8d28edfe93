namespace Payments.Api.Tests.Sites;

/// <summary>What tests rely on when they start processes: that one says why it is not ready, and that it ends.</summary>
public sealed class ServerProcessTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task One_that_ends_before_it_is_ready_says_why()
    {
        await using var server = ServerProcess.Start(Shell("echo no such database >&2; exit 3"));

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => server.WaitUntilReadyAsync(Longest));

        Assert.Contains("ended with 3 before it was ready:\nno such database", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_asked_to_stop_ends_in_its_own_way()
    {
        await using var server = ServerProcess.Start(Shell("trap 'echo stopped; exit 0' TERM; echo up; while :; do sleep 0.1; done"));
        await Waiting.UntilAsync(() => Task.FromResult(server.Output == "up"), Longest, "its first words");

        Assert.True(await server.StopAsync(Longest));

        Assert.Equal("up\nstopped", server.Output);
    }

    [Fact]
    public async Task One_that_does_not_stop_is_killed()
    {
        await using var server = ServerProcess.Start(Shell("trap '' TERM; echo up; exec sleep 600"));
        await Waiting.UntilAsync(() => Task.FromResult(server.Output == "up"), Longest, "its first words");

        Assert.False(await server.StopAsync(TimeSpan.FromMilliseconds(100)));

        Assert.False(server.IsRunning);
    }

    [Fact]
    public async Task One_that_a_thread_has_started_outlives_that_thread()
    {
        ServerProcess? started = null;
        var task = "";
        var thread = new Thread(() =>
        {
            task = new FileInfo("/proc/thread-self").ResolveLinkTarget(returnFinalTarget: false)!.FullName;
            started = ServerProcess.Start(Shell("trap 'echo stopped; exit 0' TERM; echo up; while :; do sleep 0.1; done"));
        });
        thread.Start();
        thread.Join();
        await using var server = started!;
        await Waiting.UntilAsync(() => Task.FromResult(!Directory.Exists(task)), Longest, "the thread's end");
        await Waiting.UntilAsync(() => Task.FromResult(server.Output == "up"), Longest, "its first words");

        Assert.True(await server.StopAsync(Longest));

        Assert.Equal("up\nstopped", server.Output);
    }

    [Fact]
    public async Task Waiting_ends_and_says_what_did_not_come()
    {
        var fault = await Assert.ThrowsAsync<TimeoutException>(() => Waiting.UntilAsync(() => Task.FromResult(false), TimeSpan.Zero, "rain"));

        Assert.EndsWith(": rain", fault.Message, StringComparison.Ordinal);
    }

    private static ServerProgram Shell(string script) => new("the script", "bash", FreePort.Next()) { Arguments = ["-c", script] };
}
