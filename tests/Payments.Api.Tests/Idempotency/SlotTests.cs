using Payments.Grains.Idempotency;

namespace Payments.Api.Tests.Idempotency;

/// <summary>A command goes through the slot of what its grain is for, and what makes something new through that of its key.</summary>
public sealed class SlotTests
{
    private static readonly Guid Target = Guid.Parse("01a2009b-894b-7250-953a-16ee052e467c");
    private static readonly Guid Operation = Guid.Parse("5f1c3e0a-2b7d-5c11-9d3e-0123456789ab");
    private static readonly IdempotencyStamp Stamp = new() { OperationId = Operation, Key = "key", Route = "route", Fingerprint = [] };
    private static readonly Origin Caller = Origin.OfSystem("test");
    private static readonly Currency Usd = Currency.Of("USD");

    public static TheoryData<string> ForATarget => [.. ToTarget().Select(command => command.GetType().Name)];

    [Theory]
    [MemberData(nameof(ForATarget))]
    public void Commands_for_an_account_or_a_transfer_go_through_its_slot(string command) =>
        Assert.Equal(IdempotencySlots.SlotOf(Target), IdempotencySlots.SlotOf(ToTarget().Single(one => one.GetType().Name == command)));

    [Fact]
    public void Commands_that_make_something_new_go_through_the_slot_of_their_key()
    {
        var open = new OpenAccount
        {
            Origin = Caller, Idempotency = Stamp, AccountId = Target, OwnerId = Target, Type = AccountType.Wallet, Currency = Usd,
        };
        var register = new RegisterParty { Origin = Caller, Idempotency = Stamp, PartyId = Target, Kind = PartyKind.User, Name = "Ada" };

        Assert.NotEqual(IdempotencySlots.SlotOf(Target), IdempotencySlots.SlotOf(Operation));
        Assert.Equal(IdempotencySlots.SlotOf(Operation), IdempotencySlots.SlotOf(open));
        Assert.Equal(IdempotencySlots.SlotOf(Operation), IdempotencySlots.SlotOf(register));
    }

    [Fact]
    public void The_key_of_a_slot_s_grain_falls_into_the_slot() =>
        Assert.All(
            Enumerable.Range(0, IdempotencySlots.Count),
            slot => Assert.Equal(slot, IdempotencySlots.SlotOf(IdempotencySlots.KeyOf(slot))));

    private static IEnumerable<Command> ToTarget()
    {
        yield return new TransferMoney
        {
            Origin = Caller, Idempotency = Stamp, TransferId = Operation, Source = Target, Destination = Operation, Amount = 1, Currency = Usd,
        };
        yield return new ChangeAccountStatus { Origin = Caller, Idempotency = Stamp, AccountId = Target, Status = AccountStatus.Frozen, ChangeId = Operation };
        yield return new ChangeAccountLimits { Origin = Caller, Idempotency = Stamp, AccountId = Target, ChangeId = Operation };
        yield return new SettleHold { Origin = Caller, Idempotency = Stamp, TransferId = Target, End = HoldStatus.Voided, EntryId = Operation };
        yield return new ReverseTransfer { Origin = Caller, Idempotency = Stamp, TransferId = Target, EntryId = Operation };
        yield return new RequestReversal { Origin = Caller, Idempotency = Stamp, TransferId = Target, ApprovalId = Operation };
        yield return new DecideApproval
        {
            Origin = Caller, Idempotency = Stamp, TransferId = Target, ApprovalId = Operation, IsApproved = true, EntryId = Operation,
        };
        yield return new EndApproval
        {
            Origin = Caller, Idempotency = Stamp, TransferId = Target, ApprovalId = Operation, End = ApprovalStatus.Withdrawn, ChangeId = Operation,
        };
    }
}
