using Orleans.Runtime;
using Payments.Api.Tests.Sites;

namespace Payments.Api.Tests.Problems;

/// <summary>What goes wrong behind the front end is answered with no more than is certain, and without its text.</summary>
public sealed class FaultTests
{
    private const string Secret = "password=hunter2";

    public static TheoryData<string, int, string> Faults => new()
    {
        { nameof(JournalUnavailableException), 503, "not_executed" },
        { nameof(JournalOutcomeUnknownException), 504, "outcome_unknown" },
        { nameof(TimeoutException), 504, "outcome_unknown" },
        { nameof(OrleansException), 504, "outcome_unknown" },
        { nameof(InvariantViolationException), 500, "internal_error" },
        { nameof(NullReferenceException), 500, "internal_error" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_of_a_command_promises_only_what_is_certain(string fault, int status, string code)
    {
        await using var site = await StubSite.StartAsync();
        site.Grain.Answer = _ => Task.FromException<Answer>(Make(fault));

        var answer = await site.PostAsync(site.UserToken, "/v1/transfers", Calls.Transfer(site.Source, site.Destination, 1));

        Assert.Equal((status, code), (answer.Status, answer.Code));
        Assert.Equal(status is 503 or 504, answer.Headers.ContainsKey("Retry-After"));
        Assert.DoesNotContain(Secret, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_whose_silo_goes_away_is_sent_again_under_its_operation_id()
    {
        await using var site = await StubSite.StartAsync();
        var tries = 0;
        site.Grain.Answer = command => ++tries < 4
            ? Task.FromException<Answer>(new SiloUnavailableException(Secret))
            : Task.FromResult(Sites.Ledger.Do(command));

        var answer = await site.PostAsync(site.UserToken, "/v1/transfers", Calls.Transfer(site.Source, site.Destination, 1));

        Assert.Equal(201, answer.Status);
        Assert.Equal(4, site.Grain.Commands.Count);
        Assert.Single(site.Grain.Commands.Select(command => command.Idempotency!.OperationId).Distinct());
    }

    [Fact]
    public async Task A_command_that_only_a_silo_that_went_away_has_seen_is_unknown()
    {
        await using var site = await StubSite.StartAsync();
        site.Grain.Answer = _ => Task.FromException<Answer>(new SiloUnavailableException(Secret));
        var body = Calls.Transfer(site.Source, site.Destination, 1);

        var answer = await site.SendAsync(HttpMethod.Post, site.UserToken, "/v1/transfers", body, "gone", ("Prefer", "wait=0"));

        Assert.Equal((504, "outcome_unknown"), (answer.Status, answer.Code));
        Assert.DoesNotContain(Secret, answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(JournalUnavailableException), 503, "not_executed")]
    [InlineData(nameof(TimeoutException), 503, "not_executed")]
    [InlineData(nameof(NullReferenceException), 500, "internal_error")]
    public async Task A_fault_of_a_read_has_no_effect(string fault, int status, string code)
    {
        await using var site = await StubSite.StartAsync();
        site.Reader.On(nameof(ILedgerReader.FindAccountAsync), _ => Task.FromException<AccountView?>(Make(fault)));

        var answer = await site.SendAsync(HttpMethod.Get, site.UserToken, $"/v1/accounts/{site.Source}");

        Assert.Equal((status, code), (answer.Status, answer.Code));
        Assert.DoesNotContain(Secret, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_behind_the_effect_does_not_promise_that_nothing_happened()
    {
        await using var site = await StubSite.StartAsync();
        var keyId = Guid.CreateVersion7();
        site.Grain.Answer = command => Task.FromResult<Answer>(new Done(
            new ApiKeyOutcome { RecordedAt = Sites.Ledger.Now, KeyId = keyId, MerchantId = ((IssueApiKey)command).MerchantId }, Replayed: true));
        site.Reader.On(nameof(ILedgerReader.FindApiKeyAsync), _ =>
            Task.FromException<ApiKeyView?>(new JournalUnavailableException(Secret)));

        var answer = await site.PostAsync(
            site.AdminToken, "/v1/api-keys", """{"merchant":"mer_01jd3vn7sme8q8s3tt6wkqj0bd"}""");

        Assert.Equal((504, "outcome_unknown"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task While_credentials_cannot_be_looked_up_nobody_is_let_in()
    {
        await using var site = await StubSite.StartAsync();
        site.Reader.On(nameof(ILedgerReader.IdentifyApiKeyAsync), _ =>
            Task.FromException<ApiKeyIdentity?>(new JournalUnavailableException(Secret)));

        var answer = await site.SendAsync(HttpMethod.Get, "sk_0123456789012345678901234567890123456789012", "/v1/accounts");

        Assert.Equal((503, "not_executed"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task The_first_request_that_waits_too_long_is_unknown_and_its_repetition_is_in_flight()
    {
        await using var site = await StubSite.StartAsync();
        var release = new TaskCompletionSource<Answer>();
        site.Grain.Answer = _ => release.Task;
        var body = Calls.Transfer(site.Source, site.Destination, 1);

        var first = await site.SendAsync(HttpMethod.Post, site.UserToken, "/v1/transfers", body, "slow", ("Prefer", "wait=0"));
        var second = await site.SendAsync(HttpMethod.Post, site.UserToken, "/v1/transfers", body, "slow", ("Prefer", "wait=0"));
        var use = await site.GetAsync(site.UserToken, "/v1/idempotency-keys/slow");
        release.SetException(new JournalUnavailableException("over"));

        Assert.Equal((504, "outcome_unknown"), (first.Status, first.Code));
        Assert.Equal((409, "idempotency_key_in_flight"), (second.Status, second.Code));
        Assert.Equal("1", second.Headers["Retry-After"]);
        Assert.Equal("in_flight", use.GetProperty("uses")[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_request_with_another_body_under_a_key_in_flight_is_unknown_when_its_time_is_over()
    {
        await using var site = await StubSite.StartAsync();
        var release = new TaskCompletionSource<Answer>();
        site.Grain.Answer = _ => release.Task;

        await site.SendAsync(
            HttpMethod.Post, site.UserToken, "/v1/transfers", Calls.Transfer(site.Source, site.Destination, 1), "slow", ("Prefer", "wait=0"));
        var second = await site.SendAsync(
            HttpMethod.Post, site.UserToken, "/v1/transfers", Calls.Transfer(site.Source, site.Destination, 2), "slow", ("Prefer", "wait=0"));
        release.SetException(new JournalUnavailableException("over"));

        Assert.Equal((504, "outcome_unknown"), (second.Status, second.Code));
    }

    private static Exception Make(string name) => name switch
    {
        nameof(JournalUnavailableException) => new JournalUnavailableException(Secret),
        nameof(JournalOutcomeUnknownException) => new JournalOutcomeUnknownException(Secret),
        nameof(TimeoutException) => new TimeoutException(Secret),
        nameof(OrleansException) => new OrleansException(Secret),
        nameof(InvariantViolationException) => new InvariantViolationException(Secret),
        _ => new NullReferenceException(Secret),
    };
}
