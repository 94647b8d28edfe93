namespace Payments.Domain.Tests.Requests;

/// <summary>Outcomes and refusals come back from the database as they went in.</summary>
public sealed class OutcomeCodecTests
{
    private static readonly DateTimeOffset Then = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Id = Guid.Parse("01234567-89ab-7def-8123-456789abcdef");

    public static TheoryData<Outcome> Outcomes =>
    [
        new TransferOutcome { RecordedAt = Then, TransferId = Id, EntryId = Id, Source = new(Id, 1, 2, 3), Destination = new(Id, -1, 0, 9) },
        new HoldOutcome
        {
            RecordedAt = Then, Source = new(Id, 1, 2, 3), Destination = default,
            Hold = new HoldState
            {
                TransferId = Id, TenantId = Id, Source = Id, Destination = Id, Amount = 5, Currency = Currency.Of("EUR"),
                Status = HoldStatus.Posted, PostedAmount = 3, ExpiresAt = Then, CreatedAt = Then, EntryId = Id, Description = "é\"",
            },
        },
        new AccountOutcome
        {
            RecordedAt = Then, Metadata = "{}",
            Account = new AccountState { Id = Id, OwnerId = Id, Type = AccountType.Wallet, Currency = Currency.Of("JPY"), Floor = null, Posted = long.MaxValue },
        },
        new PartyOutcome { RecordedAt = Then, PartyId = Id, Digest = "00ff" },
        new ApiKeyOutcome { RecordedAt = Then, KeyId = Id, MerchantId = Id, EndsAt = Then, Digest = "00ff" },
    ];

    [Theory]
    [MemberData(nameof(Outcomes), DisableDiscoveryEnumeration = true)]
    public void An_outcome_comes_back(Outcome outcome) => Assert.Equal(outcome, OutcomeCodec.ReadOutcome(OutcomeCodec.Write(outcome)));

    [Fact]
    public void The_results_of_a_batch_come_back_in_order()
    {
        var results = new BatchResult[] { new(Id, null), new(null, new Refusal("insufficient_funds", "no", "/amount")) };
        var outcome = new BatchOutcome { RecordedAt = Then, BatchId = Id, Results = results };

        Assert.Equal(results, ((BatchOutcome)OutcomeCodec.ReadOutcome(OutcomeCodec.Write(outcome))).Results);
    }

    [Fact]
    public void A_refusal_comes_back()
    {
        var refusal = new Refusal("hold_expired", "the hold has expired", "/id");

        Assert.Equal(refusal, OutcomeCodec.ReadRefusal(OutcomeCodec.Write(refusal)));
    }
}
