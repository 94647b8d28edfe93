using System.Collections.Concurrent;
using System.Diagnostics;
using Payments.Domain.Refusals;
using Payments.Journal.Migrations;
using Payments.Journal.Tests.Verification;

namespace Payments.Journal.Tests.Faults;

/// <summary>The whole server goes down and comes back, again and again, while transfers are on their way.</summary>
public sealed class CrashTests
{
    private const int Callers = 20;
    private readonly ConcurrentBag<string> _done = [];
    private readonly ConcurrentBag<string> _notExecuted = [];

    [Fact]
    public async Task Of_transfers_that_were_answered_none_is_lost_and_none_is_made_twice()
    {
        var connectionString = await PostgresServer.StartTemporaryAsync();
        await using var connections = new JournalConnections(new() { ConnectionString = connectionString });
        await new MigrationRunner(connections.Owner).MigrateAsync(default);
        await using var database = TestDatabase.Of(connectionString);
        var (bank, wallet, _) = await new TestJournal(database).OpenAndMoveAsync(100);
        await using var writer = new TestWriter(connectionString, new() { BatchWeightMax = 20 });

        using var end = new CancellationTokenSource();
        var callers = Enumerable.Range(0, Callers).Select(caller => CallAsync(writer, bank, wallet, caller, end.Token)).ToArray();
        for (var crash = 0; crash < 4; crash++)
        {
            await UntilMoreAreDoneAsync();
            await RunningTwinTests.UntilAsync(() => KillABackendAsync(connectionString));
        }

        await UntilMoreAreDoneAsync();
        await end.CancelAsync();
        await Task.WhenAll(callers);

        // What was answered is there, what was said to be not executed is not. The rest may be there, once: keys are unique.
        var recorded = await database.ScalarAsync<string[]>("SELECT array_agg(key) FROM operation");
        Assert.NotEmpty(_done);
        Assert.Empty(_done.Except(recorded));
        Assert.Empty(_notExecuted.Intersect(recorded));
        Assert.Equal(recorded.Length + 1L, await database.ScalarAsync<long>("SELECT count(*) FROM entry"));
        Assert.Equal(recorded.Length + 100L, await database.ScalarAsync<long>("SELECT posted FROM balance WHERE account_id = $1", wallet));
        Assert.Equal([], (await LivedInLedger.VerifyAsync(database)).Findings);
    }

    private Task UntilMoreAreDoneAsync()
    {
        // More than were on their way: some of these began after the crash, and the server is back.
        var enough = _done.Count + (2 * Callers);
        return RunningTwinTests.UntilAsync(() => Task.FromResult(_done.Count >= enough));
    }

    private async Task CallAsync(TestWriter writer, Guid bank, Guid wallet, int caller, CancellationToken end)
    {
        for (var call = 0; !end.IsCancellationRequested; call++)
        {
            var key = $"caller {caller} call {call}";
            try
            {
                Assert.IsType<Done>(await writer.AppendAsync(TestJournal.Transfer(bank, wallet, 1, key)));
                _done.Add(key);
            }
            catch (JournalUnavailableException)
            {
                _notExecuted.Add(key);
                await Task.Delay(50, CancellationToken.None);
            }
            catch (JournalOutcomeUnknownException)
            {
                await Task.Delay(50, CancellationToken.None);
            }
        }
    }

    /// <summary>PostgreSQL then ends all sessions and recovers from its log: nobody knows what a dying backend has done.</summary>
    private static async Task<bool> KillABackendAsync(string connectionString)
    {
        try
        {
            await using var source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
            await using var witness = await source.OpenConnectionAsync();
            await using var command = new NpgsqlCommand("SELECT pid FROM pg_stat_activity WHERE application_name = 'payments-journal-writer' LIMIT 1", witness);
            if (await command.ExecuteScalarAsync() is not int pid)
            {
                return false;
            }

            using var backend = Process.GetProcessById(pid);
            backend.Kill();
            await EndAsync(witness);
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or ArgumentException)
        {
            // It is still recovering from the last time, or that backend has just gone.
            return false;
        }
    }

    /// <summary>The crash has come when a session that nobody killed is ended: the postmaster learns of the kill a while after it.</summary>
    private static async Task EndAsync(NpgsqlConnection witness)
    {
        await using var wait = new NpgsqlCommand("SELECT pg_sleep(60)", witness);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => wait.ExecuteNonQueryAsync());
    }
}
