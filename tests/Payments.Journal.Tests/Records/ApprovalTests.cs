using Payments.Domain.Refusals;
using Payments.Journal.Reading;
using Payments.Journal.Tests.Verification;

namespace Payments.Journal.Tests.Records;

/// <summary>Four eyes on PostgreSQL: however many decide at once, one decision has one effect.</summary>
public sealed class ApprovalTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task Of_decisions_that_come_at_once_from_several_silos_one_counts()
    {
        await using var database = await server.CreateDatabaseAsync();
        var journals = Enumerable.Range(0, 4).Select(_ => new TestJournal(database)).ToArray();
        var (source, destination, _) = await journals[0].OpenAndMoveAsync(1_000);
        for (var round = 0; round < 5; round++)
        {
            var asked = TestJournal.Ask(await journals[0].MoveAsync(source, destination, 10));
            await journals[0].DoAsync(asked);

            var answers = await Task.WhenAll(journals.Select((journal, number) =>
                journal.ExecuteAsync(TestJournal.Decide(asked, source, destination, isApproved: number != 3, checker: $"adm_{number}"))));

            Assert.Single(answers.OfType<Done>());
            Assert.All(answers.OfType<Refused>(), refused => Assert.Equal(RefusalCodes.ApprovalDecided, refused.Refusal.Code));
            var isApproved = await database.ScalarAsync<bool>($"SELECT status = 2 FROM approval WHERE id = '{asked.ApprovalId}'");
            Assert.Equal(isApproved ? 1L : 0L, await database.ScalarAsync<long>($"SELECT count(*) FROM reversal WHERE entry_id = '{asked.TransferId}'"));
        }
    }

    [Fact]
    public async Task Of_approval_withdrawal_and_expiry_that_come_at_once_one_counts()
    {
        await using var database = await server.CreateDatabaseAsync();
        var journals = Enumerable.Range(0, 3).Select(_ => new TestJournal(database)).ToArray();
        var (source, destination, _) = await journals[0].OpenAndMoveAsync(1_000);
        for (var round = 0; round < 8; round++)
        {
            // Every second request is over when all three come: then nobody but the expiry may have it.
            var isOver = round % 2 == 1;
            var asked = TestJournal.Ask(
                await journals[0].MoveAsync(source, destination, 10), validFor: isOver ? TimeSpan.FromMicroseconds(1) : null);
            await journals[0].DoAsync(asked);

            var answers = await Task.WhenAll(
                journals[0].ExecuteAsync(TestJournal.Decide(asked, source, destination)),
                journals[1].ExecuteAsync(TestJournal.Withdraw(asked)), journals[2].ExecuteAsync(TestJournal.Expire(asked)));

            var done = Assert.IsType<ApprovalOutcome>(Assert.Single(answers.OfType<Done>()).Outcome).Approval;
            Assert.Equal(isOver, done.Status == ApprovalStatus.Expired);
            Assert.Equal((short)done.Status, await database.ScalarAsync<short>($"SELECT status FROM approval WHERE id = '{asked.ApprovalId}'"));
            Assert.Equal(
                done.Status == ApprovalStatus.Approved ? 1L : 0L,
                await database.ScalarAsync<long>($"SELECT count(*) FROM reversal WHERE entry_id = '{asked.TransferId}'"));
        }
    }

    [Fact]
    public async Task Overdue_requests_are_found_by_the_databases_clock_and_make_room_once_they_have_expired()
    {
        await using var database = await server.CreateDatabaseAsync();
        var journal = new TestJournal(database);
        var (source, destination, transfer) = await journal.OpenAndMoveAsync(1_000);
        var late = TestJournal.Ask(transfer, validFor: TimeSpan.FromMicroseconds(1));
        await journal.DoAsync(late);
        await journal.DoAsync(TestJournal.Ask(await journal.MoveAsync(source, destination, 5)));
        var reader = new PostgresLedgerReader(database.Connections.Reader);

        var overdue = await reader.ListOverdueApprovalsAsync(10, default);
        await journal.DoAsync(TestJournal.Expire(late));

        Assert.Equal(late.ApprovalId, Assert.Single(overdue).Id);
        Assert.Empty(await reader.ListOverdueApprovalsAsync(10, default));
        await journal.DoAsync(TestJournal.Ask(transfer));
        var expired = (await reader.FindApprovalAsync(late.ApprovalId, default))!;
        Assert.Equal((ApprovalStatus.Expired, "system"), (expired.Status, expired.DecidedBy));
        Assert.Equal("system approval.expired", await database.ScalarAsync<string>(
            $"SELECT actor || ' ' || action FROM audit WHERE object_id = '{late.ApprovalId}' ORDER BY position DESC LIMIT 1"));
    }

    [Fact]
    public async Task The_next_request_ends_one_whose_time_is_over_also_beside_the_sweeper()
    {
        await using var database = await server.CreateDatabaseAsync();
        var journal = new TestJournal(database);
        var (source, destination, transfer) = await journal.OpenAndMoveAsync(1_000);
        for (var round = 0; round < 5; round++)
        {
            var late = TestJournal.Ask(transfer, validFor: TimeSpan.FromMicroseconds(1));
            await journal.DoAsync(late);
            RequestReversal[] next = [TestJournal.Ask(transfer, "adm_1"), TestJournal.Ask(transfer, "adm_2")];

            var answers = await Task.WhenAll(
                AppendAsync(database, next[0]), AppendAsync(database, next[1]), AppendAsync(database, TestJournal.Expire(late)));

            var made = answers[0] is Done ? 0 : 1;
            Assert.IsType<Done>(answers[made]);
            Assert.Equal(RefusalCodes.ApprovalPending, Assert.IsType<Refused>(answers[1 - made]).Refusal.Code);
            Assert.True(answers[2] is Done or Refused { Refusal.Code: RefusalCodes.ApprovalExpired }, $"{answers[2]}");
            var statuses = await database.ScalarAsync<short[]>(
                $"SELECT array_agg(status ORDER BY recorded_at, id) FROM approval WHERE id IN ('{late.ApprovalId}', '{next[made].ApprovalId}')");
            Assert.Equal([(short)ApprovalStatus.Expired, (short)ApprovalStatus.Pending], statuses);
            await journal.DoAsync(TestJournal.Decide(next[made], source, destination, isApproved: false));
        }

        Assert.Equal([], (await LivedInLedger.VerifyAsync(database)).Findings);
    }

    [Fact]
    public async Task Of_requests_that_come_at_once_one_waits_for_a_decision()
    {
        await using var database = await server.CreateDatabaseAsync();
        var (_, _, transfer) = await new TestJournal(database).OpenAndMoveAsync(1_000);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => AppendAsync(database, TestJournal.Ask(transfer, $"adm_{number}"))));

        Assert.Single(answers.OfType<Done>());
        Assert.All(answers.OfType<Refused>(), refused => Assert.Equal(RefusalCodes.ApprovalPending, refused.Refusal.Code));
    }

    [Theory]
    [InlineData("approval_by_a_second_person", "status = 3, decided_by = requested_by, decided_at = recorded_at")]
    [InlineData("approval_decided_whole", "status = 2, decided_by = 'adm_x', decided_at = recorded_at")]
    [InlineData("approval_decided_whole", "decided_by = 'adm_x'")]
    [InlineData("approval_decided_whole", "status = 4")]
    [InlineData("approval_status_known", "status = 6, decided_by = 'adm_x', decided_at = recorded_at")]
    public async Task The_row_itself_refuses_one_person_and_half_a_decision(string constraint, string change)
    {
        await using var database = await server.CreateDatabaseAsync();
        var journal = new TestJournal(database);
        var (_, _, transfer) = await journal.OpenAndMoveAsync(1_000);
        await journal.DoAsync(TestJournal.Ask(transfer));

        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync($"UPDATE approval SET {change}"));

        Assert.Equal(constraint, refused.ConstraintName);
    }

    [Fact]
    public async Task A_decision_is_final_for_whoever_writes()
    {
        await using var database = await server.CreateDatabaseAsync();
        var journal = new TestJournal(database);
        var (source, destination, transfer) = await journal.OpenAndMoveAsync(1_000);
        var asked = TestJournal.Ask(transfer);
        await journal.DoAsync(asked);
        await journal.DoAsync(TestJournal.Decide(asked, source, destination, isApproved: false));

        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync("UPDATE approval SET decided_by = 'adm_other'"));

        Assert.Equal("approval_is_decided_once", refused.ConstraintName);
    }

    [Fact]
    public async Task Approvals_are_read_by_status_and_transfer()
    {
        await using var database = await server.CreateDatabaseAsync();
        var journal = new TestJournal(database);
        var (source, destination, first) = await journal.OpenAndMoveAsync(1_000);
        var second = await journal.MoveAsync(source, destination, 5);
        var (rejected, pending) = (TestJournal.Ask(first), TestJournal.Ask(second));
        await journal.DoAsync(rejected);
        await journal.DoAsync(TestJournal.Decide(rejected, source, destination, isApproved: false));
        await journal.DoAsync(pending);
        var reader = new PostgresLedgerReader(database.Connections.Reader);

        var all = await reader.ListApprovalsAsync(null, null, null, new PageRequest(), default);
        var waiting = await reader.ListApprovalsAsync(ApprovalStatus.Pending, null, null, new PageRequest(), default);
        var ofFirst = await reader.ListApprovalsAsync(null, first, null, new PageRequest(), default);

        Assert.Equal(new[] { pending.ApprovalId, rejected.ApprovalId }.OrderDescending(), all.Data.Select(row => row.Id));
        Assert.Equal(pending.ApprovalId, Assert.Single(waiting.Data).Id);
        Assert.Equal(await reader.FindApprovalAsync(rejected.ApprovalId, default), Assert.Single(ofFirst.Data));
        Assert.Null(await reader.FindApprovalAsync(Guid.NewGuid(), default));
    }

    /// <summary>By a writer of its own, which goes again when another one was faster.</summary>
    private static async Task<Answer> AppendAsync(TestDatabase database, Command command)
    {
        await using var writer = new TestWriter(database.ConnectionString);
        return await writer.AppendAsync(command);
    }
}
